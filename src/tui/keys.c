/* The key table. Arrows, Enter and Escape reach everything; vi's and less's keys, Ctrl keys and F-keys are
 * there for those whose hands know them.
 *
 * One key has one meaning in a context, which a test holds against the whole table. While text is typed (an
 * entry, a search) no printable character may be bound, because it is text. An action may have several rows,
 * where its words differ by context. */
#include "guatu/tui/keys.h"

#include <uchar.h>

#define CTRL(letter) ((letter)&0x1fu)
#define VIEWS        (IN_PANES | IN_ROWS | IN_DETAIL)
#define LISTS        (IN_PANES | IN_ROWS)
#define ANYWHERE     (VIEWS | IN_PAGES | IN_TYPING | IN_PROMPT)

/* An entry is two lines: where and its short words; its sentence and its keys. */
/* clang-format off */
const struct binding key_table[] = {
    /* moving */
    {ACT_INTO_ROWS, IN_PANES, false, 1, "Enter →", {"targets", "看目标"},
     {"go into the pane's targets", "进入该板块的目标列表"}, {K_ENTER, K_RIGHT, 'l'}},
    {ACT_OPEN, IN_ROWS, false, 1, "Enter →", {"details", "详情"},
     {"open the target: its chart, readings and forecast", "打开该目标：曲线、历次数据、预测"}, {K_ENTER, K_RIGHT, 'l'}},
    {ACT_BACK, IN_PANES, false, 0, "Esc ←", {"stay", "留在此处"},
     {"take the marks off rows that others changed; tells how to leave", "清除他人更新的标记；提示如何退出"}, {K_ESCAPE, K_LEFT, 'h'}},
    {ACT_BACK, IN_ROWS, false, 9, "Esc ←", {"panes", "板块"},
     {"back to the panes", "返回板块列表"}, {K_ESCAPE, K_LEFT, 'h'}},
    {ACT_BACK, IN_DETAIL, false, 9, "Esc ←", {"back", "返回"},
     {"back to where this was opened", "返回上一层"}, {K_ESCAPE, K_LEFT, 'h', 'q'}},
    {ACT_BACK, IN_HELP, false, 1, "Esc ←", {"close", "关闭"},
     {"close the help", "关闭帮助"}, {K_ESCAPE, K_LEFT, 'h', 'q', '?', K_F1, K_ENTER}},
    {ACT_BACK, IN_CHANGES, false, 1, "Esc ←", {"close", "关闭"},
     {"close the list", "关闭列表"}, {K_ESCAPE, K_LEFT, 'h', 'q', 'c', K_ENTER}},
    {ACT_BACK, IN_LOST, false, 5, "Esc ←", {"later", "以后再说"},
     {"decide later", "以后再决定"}, {K_ESCAPE, K_LEFT, 'h', 'q', 'o'}},
    {ACT_UP, LISTS, false, 0, "↑ k", {"up", "上移"},
     {"one line up", "上移一行"}, {K_UP, 'k'}},
    {ACT_DOWN, LISTS, false, 0, "↓ j", {"down", "下移"},
     {"one line down", "下移一行"}, {K_DOWN, 'j'}},
    {ACT_UP, IN_DETAIL, false, 3, "↑ ↓", {"other target", "上下项"},
     {"the target before, or after", "上一项、下一项目标"}, {K_UP, 'k'}},
    {ACT_DOWN, IN_DETAIL, false, 0, "↓ j", {"next target", "下一项"},
     {"the target after", "下一项目标"}, {K_DOWN, 'j'}},
    {ACT_UP, IN_PAGES, false, 3, "↑ ↓", {"scroll", "滚动"},
     {"one line up, or down", "上移、下移一行"}, {K_UP, 'k'}},
    {ACT_DOWN, IN_PAGES, false, 0, "↓ j", {"down", "下移"},
     {"one line down", "下移一行"}, {K_DOWN, 'j'}},
    {ACT_PAGE_UP, VIEWS | IN_PAGES, false, 0, "PgUp ^B ^U", {"page up", "上一页"},
     {"one page up", "上翻一页"}, {K_PAGE_UP, CTRL('b'), CTRL('u')}},
    {ACT_PAGE_DOWN, VIEWS, false, 0, "PgDn ^F ^D", {"page down", "下一页"},
     {"one page down", "下翻一页"}, {K_PAGE_DOWN, CTRL('f'), CTRL('d'), ' '}},
    {ACT_PAGE_DOWN, IN_PAGES, false, 4, "PgDn →", {"page down", "下一页"},
     {"one page down", "下翻一页"}, {K_PAGE_DOWN, CTRL('f'), CTRL('d'), ' ', K_RIGHT, 'l'}},
    {ACT_TOP, VIEWS | IN_PAGES, false, 0, "Home g", {"first", "首行"},
     {"to the first", "到第一行"}, {K_HOME, 'g'}},
    {ACT_BOTTOM, VIEWS | IN_PAGES, false, 0, "End G", {"last", "末行"},
     {"to the last", "到最后一行"}, {K_END, 'G'}},
    {ACT_PANE, IN_PANES, false, 2, "1–9", {"pane", "选板块"},
     {"to the pane of that number", "切换到该序号的板块"}, {CODE_DIGITS, CODE_ALT_DIGITS}},
    {ACT_PANE, IN_ROWS | IN_DETAIL, false, 0, "Alt+1–9", {"pane", "选板块"},
     {"to the pane of that number (read-only: the digit alone)", "切换到该序号的板块（只读时直接按数字）"}, {CODE_ALT_DIGITS}},
    {ACT_NEXT_PANE, VIEWS, false, 8, "Tab", {"next pane", "下一板块"},
     {"the next pane", "下一个板块"}, {K_TAB}},
    {ACT_PREVIOUS_PANE, VIEWS, false, 0, "Shift+Tab", {"previous pane", "上一板块"},
     {"the previous pane", "上一个板块"}, {K_BACK_TAB}},

    /* entering figures */
    {ACT_TYPE_FIGURE, IN_ROWS | IN_DETAIL, true, 2, "0–9 + -", {"type a figure", "直接录入"},
     {"begin a new figure with that digit; +5 adds to the last one", "以该数字开始录入；+5 表示在上次基础上增加"}, {CODE_FIGURE}},
    {ACT_ENTER_FIGURE, IN_ROWS, true, 3, "e", {"enter", "录入"},
     {"enter the figure due, or correct the one that is there", "录入应报数据，或更正已有数据"}, {'e', K_F2}},
    {ACT_ENTER_FIGURE, IN_DETAIL, true, 1, "Enter e", {"enter", "录入"},
     {"enter the figure due, or correct the one that is there", "录入应报数据，或更正已有数据"}, {K_ENTER, 'e', K_F2}},
    {ACT_IMPORT, VIEWS, true, 0, "i", {"import", "导入"},
     {"enter the figures of a sheet (CSV); rows copied from one may also be pasted", "从数据表（CSV）导入；也可直接粘贴表格中的多行"}, {'i'}},
    {ACT_UNDO, VIEWS, true, 7, "u", {"undo", "撤销"},
     {"take back the latest figure entered in this session", "撤销本次会话最近录入的数据"}, {'u'}},
    {ACT_REDO, VIEWS, true, 0, "^R", {"redo", "重做"},
     {"enter again what was taken back", "重做刚撤销的录入"}, {CTRL('r')}},

    /* looking */
    {ACT_FIND, VIEWS, false, 4, "/", {"find", "查找"},
     {"find a target by its name, id or department", "按名称、编号或部门查找目标"}, {'/', K_F3}},
    {ACT_FIND_NEXT, VIEWS, false, 0, "n", {"next match", "下一处"},
     {"the next match", "下一处匹配"}, {'n'}},
    {ACT_FIND_PREVIOUS, VIEWS, false, 0, "N", {"previous match", "上一处"},
     {"the previous match", "上一处匹配"}, {'N'}},
    {ACT_FILTER, LISTS, false, 5, "f", {"filter", "筛选"},
     {"show only: behind, no data, due, done; then all again", "依次只看：落后、未填报、应报、已完成，再回到全部"}, {'f', K_F4}},
    {ACT_SORT, LISTS, false, 0, "s", {"sort", "排序"},
     {"sort by the file's order, gap, completion, date", "依次按原顺序、差距、完成率、日期排序"}, {'s', K_F6}},
    {ACT_EXPLAIN, IN_ROWS, false, 0, "x", {"explain", "说明"},
     {"explain the light: the rule, the inputs, the arithmetic", "说明评定：规则、依据与算式"}, {'x'}},
    {ACT_EXPLAIN, IN_DETAIL, false, 5, "x →", {"explain", "说明"},
     {"explain the light: the rule, the inputs, the arithmetic", "说明评定：规则、依据与算式"}, {'x', K_RIGHT, 'l'}},
    {ACT_EARLIER, VIEWS, false, 6, "[ ]", {"time", "时间"},
     {"everything as of the month end before, or after", "以上一个、下一个月末的情况显示"}, {'[', K_F7}},
    {ACT_LATER, VIEWS, false, 0, "]", {"later", "后一月"},
     {"everything as of the month end after", "以下一个月末的情况显示"}, {']', K_F8}},
    {ACT_NOW, VIEWS, false, 0, ".", {"now", "当前"},
     {"back to now", "回到当前"}, {'.'}},

    /* the program */
    {ACT_LANGUAGE, VIEWS | IN_HELP | IN_KIOSK, false, 10, "L", {"中文", "English"},
     {"Chinese, English", "英文、中文切换"}, {'L', K_F9}},
    {ACT_THEME, VIEWS | IN_HELP | IN_KIOSK, false, 0, "T", {"colours", "配色"},
     {"colours: for any background, dark, light, colour-blind safe, monochrome", "配色：通用、深色、浅色、色弱友好、单色"}, {'T'}},
    {ACT_HELP, VIEWS, false, 11, "?", {"help", "帮助"},
     {"all keys", "全部按键"}, {'?', K_F1}},
    {ACT_CHANGES, VIEWS, false, 0, "c", {"changes", "改动记录"},
     {"who changed what lately, as the journal tells", "查看最近的改动记录（流水账）"}, {'c'}},
    {ACT_LOST, VIEWS, true, 0, "o", {"overwritten", "被覆盖的数据"},
     {"figures that another program overwrote: enter them again, or let them stand", "被其他程序覆盖的数据：恢复，或保持现状"}, {'o'}},
    {ACT_RELOAD, VIEWS, false, 0, "r", {"read again", "重新读取"},
     {"read the file again and draw everything anew", "重新读取文件并重画"}, {'r', K_F5}},
    {ACT_REDRAW, ANYWHERE, false, 0, "^L", {"redraw", "重画"},
     {"draw everything anew; read the file again when nothing is being typed", "重画屏幕；未在录入时同时重新读取文件"}, {CTRL('l')}},
    {ACT_SUSPEND, ANYWHERE, false, 0, "^Z", {"suspend", "挂起"},
     {"back to the shell for a while; fg returns", "暂回命令行；用 fg 返回"}, {CTRL('z')}},
    {ACT_QUIT, LISTS, false, 12, "q", {"quit", "退出"},
     {"leave; everything is saved already", "退出；数据都已保存"}, {'q', K_F10, CTRL('c')}},
    {ACT_QUIT, IN_DETAIL | IN_PAGES, false, 0, "F10 ^C", {"quit", "退出"},
     {"leave; everything is saved already", "退出；数据都已保存"}, {K_F10, CTRL('c')}},

    /* while a figure is typed */
    {ACT_SAVE, IN_ENTRY, true, 1, "Enter", {"save", "保存"},
     {"save the figure and go to the next target due", "保存并转到下一项应报目标"}, {K_ENTER}},
    {ACT_DROP, IN_ENTRY, false, 2, "Esc", {"drop", "放弃"},
     {"forget what was typed", "放弃录入"}, {K_ESCAPE, CTRL('c')}},
    {ACT_UP, IN_ENTRY, false, 3, "↑ ↓", {"other row", "换行"},
     {"the row before, or after, while nothing is typed", "未录入内容时转到上一行、下一行"}, {K_UP}},
    {ACT_DOWN, IN_ENTRY, false, 0, "↓", {"next row", "下一行"},
     {"the row after, while nothing is typed", "未录入内容时转到下一行"}, {K_DOWN}},
    {ACT_CARET_LEFT, IN_ENTRY, false, 0, "←", {"left", "左移"},
     {"the caret to the left", "光标左移"}, {K_LEFT, CTRL('b')}},
    {ACT_CARET_RIGHT, IN_ENTRY, false, 0, "→", {"right", "右移"},
     {"the caret to the right", "光标右移"}, {K_RIGHT, CTRL('f')}},
    {ACT_CARET_HOME, IN_ENTRY, false, 0, "Home ^A", {"begin", "行首"},
     {"the caret to the start", "光标到行首"}, {K_HOME, CTRL('a')}},
    {ACT_CARET_END, IN_ENTRY, false, 0, "End ^E", {"end", "行尾"},
     {"the caret to the end", "光标到行尾"}, {K_END, CTRL('e')}},
    {ACT_ERASE, IN_ENTRY | IN_PROMPT, false, 0, "Backspace", {"erase", "删除"},
     {"erase before the caret", "删除光标前的字符"}, {K_BACKSPACE}},
    {ACT_DELETE, IN_ENTRY, false, 0, "Del ^D", {"delete", "删除"},
     {"erase under the caret", "删除光标处的字符"}, {K_DELETE, CTRL('d')}},
    {ACT_ERASE_ALL, IN_ENTRY | IN_PROMPT, false, 0, "^U", {"erase all", "清空"},
     {"erase all that was typed", "清空已输入内容"}, {CTRL('u'), CTRL('w')}},

    /* while a doubt waits */
    {ACT_CONFIRM, IN_ASK, true, 1, "Enter", {"it is right: save", "无误，保存"},
     {"the figure is right: save it", "数据无误，保存"}, {K_ENTER, 'y'}},
    {ACT_BACK, IN_ASK, false, 2, "Esc ←", {"change it", "修改"},
     {"back to the figure, to change it", "返回修改"}, {K_ESCAPE, K_LEFT, K_RIGHT, K_UP, K_DOWN, 'n', CTRL('c')}},

    /* while somebody else's figure stands against the one typed */
    {ACT_THEIRS, IN_CONFLICT, false, 1, "Enter", {"theirs stands", "保留对方"},
     {"the other's figure stands; the one typed is dropped", "保留对方的数据，放弃录入"}, {K_ENTER}},
    {ACT_MINE, IN_CONFLICT, true, 2, "m", {"mine replaces it", "用我的"},
     {"the figure typed replaces the other's", "用录入的数据替换对方的"}, {'m'}},
    {ACT_BACK, IN_CONFLICT, false, 3, "Esc ←", {"change mine", "再改"},
     {"back to the figure, to change it", "返回修改"}, {K_ESCAPE, K_LEFT, K_RIGHT, K_UP, K_DOWN, 'e', CTRL('c')}},

    /* while a figure from a session that was cut off is offered */
    {ACT_RESUME, IN_RESUME, true, 1, "Enter", {"go on typing", "继续录入"},
     {"go on typing where the session was cut off", "从中断处继续录入"}, {K_ENTER, K_LEFT, K_RIGHT, K_UP, K_DOWN}},
    {ACT_DROP, IN_RESUME, false, 2, "Esc", {"drop it", "放弃"},
     {"forget it", "放弃该录入"}, {K_ESCAPE, CTRL('c')}},

    /* figures that another program overwrote */
    {ACT_RESTORE, IN_LOST, true, 1, "Enter", {"enter all again", "全部恢复"},
     {"enter them again as they were saved; u takes that back", "按原保存的数据全部恢复；可按 u 撤销"}, {K_ENTER}},
    {ACT_ACCEPT, IN_LOST, true, 2, "a", {"let them stand", "保持现状"},
     {"let them stand as the other program left them; the journal keeps that", "认可其他程序的改动，并记入流水账"}, {'a'}},

    /* a sheet */
    {ACT_CONFIRM, IN_PATH, false, 1, "Enter", {"read it", "读取"},
     {"read the sheet and show what it would change", "读取数据表并预览改动"}, {K_ENTER}},
    {ACT_DROP, IN_PATH, false, 2, "Esc", {"forget it", "放弃"},
     {"import nothing", "不导入"}, {K_ESCAPE, CTRL('c'), K_UP, K_DOWN, K_LEFT, K_RIGHT}},
    {ACT_ENTER_SHEET, IN_IMPORT, true, 1, "Enter", {"enter all", "全部录入"},
     {"enter all of the sheet's figures in one save; u takes all back", "一次录入表中全部数据；可按 u 一次撤销"}, {K_ENTER}},
    {ACT_BACK, IN_IMPORT, false, 2, "Esc ←", {"forget it", "放弃"},
     {"enter nothing of the sheet", "不录入该表"}, {K_ESCAPE, K_LEFT, 'h', 'q'}},

    /* while a search is typed */
    {ACT_CONFIRM, IN_FIND, false, 1, "Enter →", {"go there", "到此处"},
     {"stay at this match", "停在此处"}, {K_ENTER, K_RIGHT}},
    {ACT_FIND_NEXT, IN_FIND, false, 2, "↓ ↑", {"matches", "逐个匹配"},
     {"the next match, or the one before", "下一处、上一处匹配"}, {K_DOWN, K_TAB}},
    {ACT_FIND_PREVIOUS, IN_FIND, false, 0, "↑", {"previous match", "上一处"},
     {"the previous match", "上一处匹配"}, {K_UP, K_BACK_TAB}},
    {ACT_DROP, IN_FIND, false, 3, "Esc ←", {"forget it", "放弃"},
     {"forget the search and go back to where it began", "放弃查找，回到原处"}, {K_ESCAPE, K_LEFT, CTRL('c')}},
    /* the wall: all that it hears */
    {ACT_PAGE_DOWN, IN_KIOSK, false, 1, "→ Space", {"next page", "下一页"},
     {"the next page", "下一页"}, {K_RIGHT, K_DOWN, ' ', K_PAGE_DOWN}},
    {ACT_PAGE_UP, IN_KIOSK, false, 2, "←", {"page before", "上一页"},
     {"the page before", "上一页"}, {K_LEFT, K_UP, K_PAGE_UP}},
    {ACT_PANE, IN_KIOSK, false, 3, "1–9", {"page", "选页"},
     {"to the page of that number", "切换到该页"}, {CODE_DIGITS}},
    {ACT_PAUSE, IN_KIOSK, false, 4, "Enter p", {"pause", "暂停"},
     {"stay on this page; again: go on, as it does by itself after ten minutes", "停在此页；再按继续，十分钟后自动继续"}, {K_ENTER, 'p'}},
    {ACT_NONE, 0, false, 0, NULL, {NULL, NULL}, {NULL, NULL}, {0}},
};
/* clang-format on */

/* Digits, signs, and the first characters of the Chinese words for milestones. The "=" of "=-5" is one: were
 * it not heard, "-5" would be left, which means something else. */
static bool begins_figure(uint32_t key)
{
  static const char32_t signs[] = U"+-=＋－−＝完已未没是否";
  for (const char32_t *sign = signs; *sign; sign++)
    if (key == *sign)
      return true;
  return (key >= '0' && key <= '9') || (key >= 0xff10 && key <= 0xff19);
}

bool key_is(uint32_t code, uint32_t key)
{
  switch (code) {
  case CODE_DIGITS:
    return key >= '1' && key <= '9';
  case CODE_ALT_DIGITS:
    return key >= K_ALT + '1' && key <= K_ALT + '9';
  case CODE_FIGURE:
    return begins_figure(key);
  }
  return code == key;
}

const struct binding *key_find(uint32_t key, enum context context)
{
  if (key == 0)
    return NULL;
  for (const struct binding *b = key_table; b->action != ACT_NONE; b++)
    for (size_t i = 0; (b->contexts & context) && i < sizeof b->codes / sizeof *b->codes && b->codes[i]; i++)
      if (key_is(b->codes[i], key))
        return b;
  return NULL;
}
