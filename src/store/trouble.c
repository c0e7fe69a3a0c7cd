/* A table from errno to words. Every sentence says that nothing was saved, why, and what to do: the person
 * who reads it has a figure in hand and a telephone at most. */
#include "guatu/store/trouble.h"

#include <errno.h>
#include <string.h>

struct trouble {
  int error;
  struct words why;
};

static const struct trouble troubles[] = {
    {ENOSPC,
     {"the disk is full. Free some space and enter the figure again.", "磁盘已满。请腾出空间后重新录入。"}},
    {EDQUOT,
     {"your disk quota is used up. Delete files of yours or ask the administrator for more, then enter the "
      "figure again.",
      "您的磁盘配额已用完。请删除自己的文件或请管理员增加配额，然后重新录入。"}},
    {EFBIG,
     {"it would exceed the size that files may have here (ulimit -f). Ask the administrator to raise the "
      "limit.",
      "文件将超过此处允许的大小（ulimit -f）。请管理员提高限制。"}},
    {EROFS,
     {"the file system is read-only. Ask the administrator to mount it writable, or work on a copy "
      "elsewhere.",
      "文件系统是只读的。请管理员改为可写挂载，或在别处的副本上工作。"}},
    {EACCES,
     {"you lack permission for the file or its folder. Ask its owner or the administrator for write "
      "permission on both.",
      "您对该文件或其所在文件夹没有权限。请向所有者或管理员申请两者的写权限。"}},
    {EPERM,
     {"the system does not permit it (somebody else's file in a sticky folder, a group that you are not in, "
      "or an immutable file). "
      "Ask the administrator.",
      "系统不允许（粘滞位文件夹中的他人文件、您不属于的用户组，或不可更改的文件）。请联系管理员。"}},
    {EIO,
     {"the disk reports an input/output error. Call the administrator before entering more: the disk may be "
      "failing.",
      "磁盘报告输入输出错误。继续录入前请联系管理员：磁盘可能正在损坏。"}},
    {ENOENT,
     {"the file or its folder is not there any more. Check whether somebody moved it.",
      "文件或其所在文件夹已不存在。请确认是否有人移动了它。"}},
    {ENOLCK,
     {"this file system gives no locks, so two people could overwrite each other. Move the file to a local "
      "disk.",
      "此文件系统不提供文件锁，多人可能互相覆盖。请把文件移到本地磁盘。"}},
    {ENAMETOOLONG,
     {"its name is too long for the temporary file beside it. Give it a shorter name.",
      "文件名太长，无法在旁边建立临时文件。请改用较短的名字。"}},
    {EMFILE,
     {"too many files are open. Close other programs and enter the figure again.",
      "打开的文件太多。请关闭其他程序后重新录入。"}},
    {ENFILE,
     {"too many files are open on this machine. Close other programs and enter the figure again.",
      "本机打开的文件太多。请关闭其他程序后重新录入。"}},
    {ESTALE,
     {"the network file system lost the file. Wait a moment and enter the figure again.",
      "网络文件系统失去了该文件。请稍候重新录入。"}},
};

enum err trouble_report(struct problems *p, int error)
{
  for (size_t i = 0; i < sizeof troubles / sizeof troubles[0]; i++)
    if (troubles[i].error == error)
      return problem_fail(p, ERR_FILE, TR(p->lang, "nothing was saved: %s", "没有保存：%s"),
                          words_in(&troubles[i].why, p->lang));
  return problem_fail(
      p, ERR_FILE,
      TR(p->lang, "nothing was saved: %s. The file is as it was; tell the administrator if this goes on.",
         "没有保存：%s。文件保持原样；若一直如此，请联系管理员。"),
      strerror(error));
}
