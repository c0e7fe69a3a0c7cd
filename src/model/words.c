/* The terms, once. Their order is the enums'; the JSON export and the manual print from here. */
#include "guatu/model/words.h"

#include <string.h>

const struct term_word kind_words[KIND_COUNT] = {
    [KIND_CUMULATIVE] = {"cumulative", {"Cumulative", "累计"}, "", ""},
    [KIND_RATE] = {"rate", {"Growth rate", "增速"}, "", ""},
    [KIND_LEVEL] = {"level", {"Level", "存量（水平）"}, "", ""},
    [KIND_COVERAGE] = {"coverage", {"Coverage", "覆盖率"}, "", ""},
    [KIND_MILESTONE] = {"milestone", {"Milestone", "里程碑"}, "", ""},
};

const struct term_word sense_words[SENSE_COUNT] = {
    [SENSE_AT_LEAST] = {"at-least", {"at least", "以上"}, "≥", ">="},
    [SENSE_MORE_THAN] = {"more-than", {"more than", "突破"}, ">", ">"},
    [SENSE_ABOUT] = {"about", {"about", "左右"}, "≈", "~"},
    [SENSE_AT_MOST] = {"at-most", {"at most", "以内"}, "≤", "<="},
    [SENSE_LESS_THAN] = {"less-than", {"less than", "低于"}, "<", "<"},
    [SENSE_BETWEEN] = {"between", {"between", "区间"}, "", ""},
    [SENSE_DONE] = {"done", {"done", "完成"}, "", ""},
};

const struct term_word light_words[LIGHT_COUNT] = {
    [LIGHT_CANCELLED] = {"cancelled", {"Cancelled", "已取消"}, "×", "x"},
    [LIGHT_DONE] = {"done", {"Done", "完成"}, "★", "*"},
    [LIGHT_DONE_LATE] = {"done-late", {"Done late", "逾期完成"}, "☆", "+"},
    [LIGHT_MISSED] = {"missed", {"Missed", "未完成"}, "✗", "X"},
    [LIGHT_NOT_STARTED] = {"not-started", {"Not started", "未开始"}, "◌", "-"},
    [LIGHT_NO_DATA] = {"no-data", {"No data", "未填报"}, "○", "."},
    [LIGHT_STALE] = {"stale", {"Stale", "陈旧"}, "◐", "?"},
    [LIGHT_CEILING_BROKEN] = {"ceiling-broken", {"Ceiling broken", "突破上限"}, "▣", "%"},
    [LIGHT_WAIVED] = {"waived", {"Waived", "已豁免"}, "◇", "~"},
    [LIGHT_AHEAD] = {"ahead", {"Ahead", "超进度"}, "▲", "^"},
    [LIGHT_ON_TRACK] = {"on-track", {"On track", "达进度"}, "●", "o"},
    [LIGHT_BEHIND] = {"behind", {"Behind", "欠进度"}, "◆", "<"},
    [LIGHT_CRITICAL] = {"critical", {"Critical", "严重滞后"}, "■", "#"},
};

const struct term_word reports_words[4] = {
    {"monthly", {"Monthly", "每月"}, "", ""},
    {"quarterly", {"Quarterly", "每季"}, "", ""},
    {"half-yearly", {"Half-yearly", "每半年"}, "", ""},
    {"yearly", {"Yearly", "每年"}, "", ""},
};

int term_find(const struct term_word *table, size_t count, const char *id)
{
  for (size_t i = 0; i < count; i++)
    if (strcmp(table[i].id, id) == 0)
      return (int)i;
  return -1;
}
