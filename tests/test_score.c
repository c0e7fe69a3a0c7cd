/* The edges of every rule, a row each: a target, its readings, the day, and what must come out. What a row
 * leaves out is not looked at;
 * "-" says that there must be none. Numbers were worked out by hand from SCORING.md. */
#include <stdio.h>
#include <stdlib.h>

#include "support_score.h"

struct row {
  const char *name;
  enum kind kind;
  enum sense sense;
  const char *target;
  const char *readings; /* "2021-03-31=5 2021-06-30=17", counts as "708/720" */
  const char *today;
  enum light light;
  const char *c;    /* completion, percent with one decimal */
  const char *gap;  /* with one decimal */
  const char *want; /* the expected level */
  const char *high, *baseline, *tolerance, *start, *due, *as_of, *met_on, *headroom;
  enum reports reports;
};

#define CUMULATIVE KIND_CUMULATIVE
#define LEVEL      KIND_LEVEL
#define RATE       KIND_RATE
#define COVERAGE   KIND_COVERAGE
#define MILESTONE  KIND_MILESTONE
#define LEAST      SENSE_AT_LEAST
#define MOST       SENSE_AT_MOST

/* clang-format off: a row a line */
static const struct row rows[] = {
    /* the pace rule and its four numbers */
    {"a share of the way", CUMULATIVE, LEAST, "32", "2021-06-30=17", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "53.1", .gap = "3.1", .want = "16"},
    {"exactly expected", CUMULATIVE, LEAST, "32", "2021-06-30=16", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "50.0", .gap = "0.0", .want = "16"},
    {"one item short", CUMULATIVE, LEAST, "32", "2021-06-30=15", "2021-06-30", .light = LIGHT_BEHIND, .c = "46.9", .gap = "-3.1", .want = "16"},
    {"exactly +10", CUMULATIVE, LEAST, "100", "2021-06-30=60", "2021-06-30", .light = LIGHT_AHEAD, .c = "60.0", .gap = "10.0"},
    {"under +10", CUMULATIVE, LEAST, "100.000000", "2021-06-30=59.999999", "2021-06-30", .light = LIGHT_ON_TRACK},
    {"exactly −20", CUMULATIVE, LEAST, "100.0", "2021-09-30=55", "2021-09-30", .light = LIGHT_BEHIND, .c = "55.0", .gap = "-20.0"},
    {"under −20", CUMULATIVE, LEAST, "100.0", "2021-09-30=54.999999", "2021-09-30", .light = LIGHT_CRITICAL},
    {"exactly 0.60", CUMULATIVE, LEAST, "100", "2021-03-31=15", "2021-03-31", .light = LIGHT_BEHIND, .c = "15.0", .gap = "-10.0", .want = "25"},
    {"under 0.60", CUMULATIVE, LEAST, "100.0", "2021-03-31=14.999999", "2021-03-31", .light = LIGHT_CRITICAL},
    {"both edges at once", CUMULATIVE, LEAST, "100", "2021-06-30=30", "2021-06-30", .light = LIGHT_BEHIND, .c = "30.0", .gap = "-20.0", .want = "50"},
    {"one of two missing", CUMULATIVE, LEAST, "2", "2021-06-30=0", "2021-06-30", .light = LIGHT_BEHIND, .c = "0.0", .gap = "-50.0", .want = "1"},
    {"two of four missing", CUMULATIVE, LEAST, "4", "2021-06-30=0", "2021-06-30", .light = LIGHT_CRITICAL, .c = "0.0", .gap = "-50.0", .want = "2"},
    {"one missing on the last day", CUMULATIVE, LEAST, "2", "2021-12-31=1", "2021-12-31", .light = LIGHT_CRITICAL, .c = "50.0", .gap = "-50.0"},
    {"no items in amounts", CUMULATIVE, LEAST, "2.0", "2021-06-30=0", "2021-06-30", .light = LIGHT_CRITICAL},
    {"expected is floored", CUMULATIVE, LEAST, "58.35", "2021-05-31=24.31", "2021-05-31", .light = LIGHT_ON_TRACK, .c = "41.7", .gap = "0.0", .want = "24.31"},
    {"first month not over", CUMULATIVE, LEAST, "100", "2021-01-20=9", "2021-01-20", .light = LIGHT_ON_TRACK, .c = "9.0", .gap = "9.0", .want = "0"},
    {"ahead of nothing", CUMULATIVE, LEAST, "100", "2021-01-20=10", "2021-01-20", .light = LIGHT_AHEAD, .c = "10.0", .gap = "10.0"},
    {"overshoot is not capped", CUMULATIVE, LEAST, "27800", "2021-12-31=52242", "2021-12-31", .light = LIGHT_DONE, .c = "187.9", .gap = "87.9"},
    {"below zero", CUMULATIVE, LEAST, "100", "2021-06-30=-5", "2021-06-30", .light = LIGHT_CRITICAL, .c = "-5.0", .gap = "-55.0"},
    {"from a baseline", CUMULATIVE, LEAST, "50", "2021-06-30=35", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "50.0", .gap = "0.0", .want = "35", .baseline = "20"},
    {"a target of 0, met", CUMULATIVE, LEAST, "0", "2021-06-30=0", "2021-06-30", .light = LIGHT_DONE, .c = "100.0", .gap = "-", .want = "0"},
    {"a target of 0, not met", CUMULATIVE, LEAST, "0", "2021-06-30=-3", "2021-06-30", .light = LIGHT_BEHIND, .c = "0.0", .gap = "-", .want = "0"},
    {"baseline at the target", CUMULATIVE, LEAST, "30", "2021-06-30=29", "2021-06-30", .light = LIGHT_BEHIND, .c = "0.0", .gap = "-", .want = "30", .baseline = "30"},
    {"about, exactly T − δ", CUMULATIVE, SENSE_ABOUT, "381", "2021-12-31=373.38", "2021-12-31", .light = LIGHT_DONE, .c = "98.0"},
    {"about, under T − δ", CUMULATIVE, SENSE_ABOUT, "381", "2021-12-31=373.379999", "2021-12-31", .light = LIGHT_BEHIND},
    {"more than, exactly T", CUMULATIVE, SENSE_MORE_THAN, "300", "2021-12-31=300", "2021-12-31", .light = LIGHT_ON_TRACK, .c = "100.0", .gap = "0.0"},
    {"more than, more", CUMULATIVE, SENSE_MORE_THAN, "300", "2021-12-31=300.000001", "2021-12-31", .light = LIGHT_DONE},
    {"a range of amounts", CUMULATIVE, SENSE_BETWEEN, "100", "2021-11-30=110", "2021-11-30", .light = LIGHT_DONE, .c = "110.0", .high = "120"},
    {"above it by half", CUMULATIVE, SENSE_BETWEEN, "100", "2021-06-30=130", "2021-06-30", .light = LIGHT_BEHIND, .high = "120"},
    {"above it by more", CUMULATIVE, SENSE_BETWEEN, "100", "2021-06-30=131", "2021-06-30", .light = LIGHT_CRITICAL, .high = "120"},

    /* growth rates are not prorated */
    {"rate, exactly T − δ", RATE, SENSE_ABOUT, "10.0", "2021-06-30=9.8", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "98.0", .gap = "-0.2", .want = "-"},
    {"rate, under T − δ", RATE, SENSE_ABOUT, "10.0", "2021-06-30=9.799999", "2021-06-30", .light = LIGHT_BEHIND},
    {"rate, its own tolerance", RATE, SENSE_ABOUT, "10.0", "2021-06-30=9.5", "2021-06-30", .light = LIGHT_ON_TRACK, .tolerance = "0.5"},
    {"rate, beyond it", RATE, SENSE_ABOUT, "10.0", "2021-06-30=9.499999", "2021-06-30", .light = LIGHT_BEHIND, .tolerance = "0.5"},
    {"rate, tolerance of at least", RATE, LEAST, "10.0", "2021-12-31=9.5", "2021-12-31", .light = LIGHT_ON_TRACK, .tolerance = "0.5"},
    {"which does not meet it", RATE, LEAST, "10.0", "2021-12-31=9.5", "2022-01-01", .light = LIGHT_MISSED, .tolerance = "0.5"},
    {"rate, ahead", RATE, LEAST, "7.0", "2021-06-30=8", "2021-06-30", .light = LIGHT_AHEAD, .c = "114.3", .gap = "1.0"},
    {"rate, not yet ahead", RATE, LEAST, "7.0", "2021-06-30=7.999999", "2021-06-30", .light = LIGHT_ON_TRACK},
    {"rate, ratio 0.60", RATE, LEAST, "10.0", "2021-06-30=6", "2021-06-30", .light = LIGHT_BEHIND, .c = "60.0", .gap = "-4.0"},
    {"rate, under 0.60", RATE, LEAST, "10.0", "2021-06-30=5.999999", "2021-06-30", .light = LIGHT_CRITICAL},
    {"rate, negative", RATE, LEAST, "7", "2021-09-30=-8", "2021-09-30", .light = LIGHT_CRITICAL, .c = "-114.3", .gap = "-15.0"},
    {"rate, target 0", RATE, LEAST, "0.0", "2021-06-30=0.5", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "-", .gap = "0.5"},
    {"rate, 2 points under 0", RATE, LEAST, "0.0", "2021-06-30=-2", "2021-06-30", .light = LIGHT_BEHIND, .c = "-", .gap = "-2.0"},
    {"rate, more", RATE, LEAST, "0.0", "2021-06-30=-2.000001", "2021-06-30", .light = LIGHT_CRITICAL},
    {"rate, negative target", RATE, LEAST, "-1.0", "2021-06-30=-0.5", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "-", .gap = "0.5"},
    {"rate, the final figure", RATE, LEAST, "7.0", "2021-12-31=7", "2021-12-31", .light = LIGHT_DONE, .met_on = "2021-12-31"},
    {"rate, met on the way", RATE, LEAST, "7.0", "2021-03-31=7.2 2021-06-30=6.5", "2021-06-30", .light = LIGHT_BEHIND, .met_on = "2021-03-31"},
    {"rate, more than T is not T", RATE, SENSE_MORE_THAN, "7.0", "2021-12-31=7", "2021-12-31", .light = LIGHT_ON_TRACK},
    {"rate, late", RATE, LEAST, "7.0", "2021-12-31=6.9 2022-01-31=7", "2022-01-31", .light = LIGHT_DONE_LATE},
    {"rate, over without a final", RATE, LEAST, "7.0", "2021-11-30=6.9", "2022-01-03", .light = LIGHT_MISSED},
    {"rate, good without a final", RATE, LEAST, "7.0", "2021-11-30=7.1", "2022-01-03", .light = LIGHT_ON_TRACK},
    {"rate, silent about the final", RATE, LEAST, "7.0", "2021-11-30=7.1", "2022-01-26", .light = LIGHT_STALE},
    {"rate range, low end", RATE, SENSE_BETWEEN, "7.0", "2021-09-30=7", "2021-09-30", .light = LIGHT_ON_TRACK, .high = "7.5"},
    {"rate range, half under", RATE, SENSE_BETWEEN, "7.0", "2021-09-30=6.75", "2021-09-30", .light = LIGHT_BEHIND, .high = "7.5", .gap = "-0.3"},
    {"rate range, further", RATE, SENSE_BETWEEN, "7.0", "2021-09-30=6.749999", "2021-09-30", .light = LIGHT_CRITICAL, .high = "7.5"},
    {"rate range, above", RATE, SENSE_BETWEEN, "7.0", "2021-09-30=7.9", "2021-09-30", .light = LIGHT_ON_TRACK, .high = "7.5"},
    {"rate range, far above", RATE, SENSE_BETWEEN, "7.0", "2021-09-30=8", "2021-09-30", .light = LIGHT_AHEAD, .high = "7.5"},
    {"rate range, wide", RATE, SENSE_BETWEEN, "6.0", "2021-09-30=7.5", "2021-09-30", .light = LIGHT_ON_TRACK, .high = "8"},
    {"rate range, final above", RATE, SENSE_BETWEEN, "7.0", "2021-12-31=8", "2021-12-31", .light = LIGHT_DONE, .high = "7.5"},
    {"rate ceiling", RATE, MOST, "4.3", "2021-06-30=3.57", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "-", .gap = "-", .want = "-", .headroom = "0.73"},

    /* levels */
    {"level with a baseline", LEVEL, LEAST, "150", "2021-06-30=135", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "50.0", .gap = "0.0", .want = "135", .baseline = "120"},
    {"level, one short", LEVEL, LEAST, "150", "2021-06-30=134", "2021-06-30", .light = LIGHT_BEHIND, .c = "46.7", .gap = "-3.3", .want = "135", .baseline = "120"},
    {"level, fallen", LEVEL, LEAST, "150", "2021-06-30=111", "2021-06-30", .light = LIGHT_CRITICAL, .c = "-30.0", .gap = "-80.0", .want = "135", .baseline = "120"},
    {"level, b = T, holds", LEVEL, LEAST, "150", "2021-06-30=150", "2021-06-30", .light = LIGHT_DONE, .c = "100.0", .baseline = "150"},
    {"level, b = T, one short", LEVEL, LEAST, "150", "2021-06-30=149", "2021-06-30", .light = LIGHT_BEHIND, .c = "0.0", .baseline = "150"},
    {"level, b = T, far short", LEVEL, LEAST, "150", "2021-06-30=80", "2021-06-30", .light = LIGHT_CRITICAL, .c = "0.0", .baseline = "150"},
    {"level, b beyond T", LEVEL, LEAST, "50", "2021-06-30=40", "2021-06-30", .light = LIGHT_BEHIND, .c = "80.0", .gap = "-20.0", .want = "-", .baseline = "80"},
    {"level without", LEVEL, LEAST, "8.6", "2021-06-30=8.5", "2021-06-30", .light = LIGHT_BEHIND, .c = "98.8", .gap = "-1.2", .want = "-"},
    {"level without, reached", LEVEL, LEAST, "8.6", "2021-03-31=8.6", "2021-03-31", .light = LIGHT_DONE, .c = "100.0"},
    {"level without, 0.60", LEVEL, LEAST, "150", "2021-06-30=90", "2021-06-30", .light = LIGHT_BEHIND, .c = "60.0"},
    {"level without, under", LEVEL, LEAST, "150", "2021-06-30=89", "2021-06-30", .light = LIGHT_CRITICAL},
    {"level without, one of one", LEVEL, LEAST, "1", "2021-06-30=0", "2021-06-30", .light = LIGHT_BEHIND},
    {"level, more than T is not T", LEVEL, SENSE_MORE_THAN, "150", "2021-06-30=150", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "100.0", .gap = "0.0"},
    {"level, more than T", LEVEL, SENSE_MORE_THAN, "150", "2021-06-30=151", "2021-06-30", .light = LIGHT_DONE, .c = "100.7"},
    {"level, lost again", LEVEL, LEAST, "150", "2021-03-31=151 2021-06-30=149", "2021-06-30", .light = LIGHT_BEHIND, .c = "99.3", .met_on = "2021-03-31"},
    {"ceiling", LEVEL, MOST, "100.0", "2021-06-30=94.999999", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "-", .gap = "-", .want = "-", .headroom = "5.000001"},
    {"ceiling, near", LEVEL, MOST, "100.0", "2021-06-30=95", "2021-06-30", .light = LIGHT_BEHIND, .headroom = "5"},
    {"ceiling, at it", LEVEL, MOST, "100.0", "2021-06-30=100", "2021-06-30", .light = LIGHT_BEHIND, .headroom = "0"},
    {"ceiling, over", LEVEL, MOST, "100.0", "2021-06-30=100.000001", "2021-06-30", .light = LIGHT_CRITICAL, .headroom = "-0.000001"},
    {"ceiling, kept", LEVEL, MOST, "100.0", "2021-12-31=100", "2021-12-31", .light = LIGHT_DONE},
    {"ceiling, not kept", LEVEL, MOST, "100.0", "2021-12-31=101", "2022-01-01", .light = LIGHT_MISSED},
    {"less than T is not T", LEVEL, SENSE_LESS_THAN, "100.0", "2021-06-30=100", "2021-06-30", .light = LIGHT_CRITICAL},
    {"level range", LEVEL, SENSE_BETWEEN, "10", "2021-06-30=10", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "-", .gap = "-", .want = "-", .high = "20"},
    {"level range, half under", LEVEL, SENSE_BETWEEN, "10", "2021-06-30=5", "2021-06-30", .light = LIGHT_BEHIND, .high = "20"},
    {"level range, further", LEVEL, SENSE_BETWEEN, "10", "2021-06-30=4", "2021-06-30", .light = LIGHT_CRITICAL, .high = "20"},
    {"level range, half over", LEVEL, SENSE_BETWEEN, "10", "2021-06-30=25", "2021-06-30", .light = LIGHT_BEHIND, .high = "20"},
    {"level range, further", LEVEL, SENSE_BETWEEN, "10", "2021-06-30=26", "2021-06-30", .light = LIGHT_CRITICAL, .high = "20"},
    {"level range, final", LEVEL, SENSE_BETWEEN, "10", "2021-12-31=20", "2021-12-31", .light = LIGHT_DONE, .high = "20"},

    /* backlogs and budgets */
    {"backlog, half", LEVEL, MOST, "0", "2021-06-30=20", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "50.0", .gap = "0.0", .want = "20", .baseline = "40"},
    {"backlog, rounded to the baseline", LEVEL, MOST, "0", "2021-06-30=21", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "48.8", .gap = "-1.2", .want = "21", .baseline = "41"},
    {"backlog, one over", LEVEL, MOST, "0", "2021-06-30=21", "2021-06-30", .light = LIGHT_BEHIND, .c = "47.5", .gap = "-2.5", .want = "20", .baseline = "40"},
    {"backlog, slow", LEVEL, MOST, "0", "2021-06-30=30", "2021-06-30", .light = LIGHT_CRITICAL, .c = "25.0", .gap = "-25.0", .want = "20", .baseline = "40"},
    {"backlog, grown", LEVEL, MOST, "0", "2021-06-30=50", "2021-06-30", .light = LIGHT_CRITICAL, .c = "-25.0", .gap = "-75.0", .baseline = "40"},
    {"backlog, 0 is provisional", LEVEL, MOST, "0", "2021-06-30=0", "2021-06-30", .light = LIGHT_AHEAD, .c = "100.0", .gap = "50.0", .baseline = "40"},
    {"backlog, 0 at the end", LEVEL, MOST, "0", "2021-12-31=0", "2021-12-31", .light = LIGHT_DONE, .c = "100.0", .baseline = "40"},
    {"backlog, no baseline, 0", LEVEL, MOST, "0", "2021-06-30=0", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "100.0", .gap = "-"},
    {"backlog, no baseline", LEVEL, MOST, "0", "2021-06-30=5", "2021-06-30", .light = LIGHT_BEHIND, .c = "0.0", .gap = "-"},
    {"backlog, cleared late", LEVEL, MOST, "0", "2021-12-31=2 2022-01-31=0", "2022-02-01", .light = LIGHT_DONE_LATE},
    {"budget, in time", CUMULATIVE, MOST, "50", "2021-06-30=25", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "50.0", .gap = "0.0", .want = "25", .headroom = "25"},
    {"budget, too fast", CUMULATIVE, MOST, "50", "2021-06-30=26", "2021-06-30", .light = LIGHT_BEHIND, .c = "52.0", .gap = "2.0", .want = "25"},
    {"budget, all used", CUMULATIVE, MOST, "50", "2021-06-30=50", "2021-06-30", .light = LIGHT_BEHIND, .c = "100.0", .gap = "50.0"},
    {"budget, broken", CUMULATIVE, MOST, "50", "2021-06-30=51", "2021-06-30", .light = LIGHT_CEILING_BROKEN, .c = "102.0", .headroom = "-1"},
    {"budget, broken before", CUMULATIVE, MOST, "50", "2021-05-31=51 2021-06-30=49", "2021-06-30", .light = LIGHT_CEILING_BROKEN},
    {"budget, kept", CUMULATIVE, MOST, "50", "2021-12-31=50", "2021-12-31", .light = LIGHT_DONE, .c = "100.0", .gap = "0.0"},
    {"budget, broken before the end", CUMULATIVE, MOST, "50", "2021-05-31=51 2021-12-31=50", "2022-01-01", .light = LIGHT_MISSED},
    {"budget, not kept", CUMULATIVE, MOST, "50", "2021-12-31=51", "2022-01-01", .light = LIGHT_MISSED},
    {"budget, broken on the last day", CUMULATIVE, MOST, "50", "2021-12-31=51", "2021-12-31", .light = LIGHT_CEILING_BROKEN},
    {"budget, never late", CUMULATIVE, MOST, "50", "2021-12-31=51 2022-01-31=50", "2022-02-01", .light = LIGHT_MISSED},
    {"budget of nothing", CUMULATIVE, MOST, "0", "2021-06-30=0", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "100.0", .gap = "-"},
    {"budget of nothing, broken", CUMULATIVE, MOST, "0", "2021-06-30=1", "2021-06-30", .light = LIGHT_CEILING_BROKEN, .c = "0.0"},
    {"budget, less than T is not T", CUMULATIVE, SENSE_LESS_THAN, "50", "2021-06-30=50", "2021-06-30", .light = LIGHT_CEILING_BROKEN},

    /* coverage */
    {"coverage by counts", COVERAGE, LEAST, "100.0", "2021-10-18=708/720", "2021-10-18", .light = LIGHT_AHEAD, .c = "98.3", .gap = "23.3", .want = "75"},
    {"all but one", COVERAGE, LEAST, "100.0", "2021-12-31=719/720", "2021-12-31", .light = LIGHT_BEHIND, .c = "99.9"},
    {"all", COVERAGE, LEAST, "100.0", "2021-10-31=720/720", "2021-10-31", .light = LIGHT_DONE, .c = "100.0"},
    {"all but one of very many", COVERAGE, LEAST, "100.0", "2021-12-31=999999999/1000000000", "2022-01-01", .light = LIGHT_MISSED, .c = "100.0"},
    {"no tolerance", COVERAGE, SENSE_ABOUT, "100.0", "2021-12-31=99.9", "2021-12-31", .light = LIGHT_BEHIND, .tolerance = "1"},
    {"as a percentage", COVERAGE, LEAST, "100.0", "2021-06-30=50", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "50.0", .gap = "0.0"},

    /* milestones without stages */
    {"not done", MILESTONE, SENSE_DONE, "1", "2021-06-30=0", "2021-06-30", .light = LIGHT_ON_TRACK, .c = "0.0", .gap = "0.0", .want = "0"},
    {"half done", MILESTONE, SENSE_DONE, "1", "2021-06-30=2/4", "2021-06-30", .light = LIGHT_AHEAD, .c = "50.0", .gap = "50.0"},
    {"done", MILESTONE, SENSE_DONE, "1", "2021-06-30=1", "2021-06-30", .light = LIGHT_DONE, .c = "100.0", .met_on = "2021-06-30"},
    {"due today", MILESTONE, SENSE_DONE, "1", "2021-06-20=0", "2021-06-20", .light = LIGHT_BEHIND, .due = "2021-06-20"},
    {"over", MILESTONE, SENSE_DONE, "1", "2021-06-30=0", "2021-06-30", .light = LIGHT_MISSED, .due = "2021-06-20"},
    {"done late", MILESTONE, SENSE_DONE, "1", "2021-06-30=0 2021-07-31=1", "2021-07-31", .light = LIGHT_DONE_LATE, .c = "100.0", .due = "2021-06-20"},

    /* deadlines */
    {"met and lost", CUMULATIVE, LEAST, "32", "2021-05-31=32 2021-06-30=31", "2021-06-30", .light = LIGHT_AHEAD, .c = "96.9", .met_on = "2021-05-31"},
    {"later readings are not known yet", CUMULATIVE, LEAST, "32", "2021-05-31=12 2021-06-30=32", "2021-06-29", .light = LIGHT_BEHIND, .c = "37.5", .met_on = "-"},
    {"missed", CUMULATIVE, LEAST, "32", "2021-12-31=31", "2022-01-01", .light = LIGHT_MISSED, .c = "96.9"},
    {"the last day is not over", CUMULATIVE, LEAST, "32", "2021-12-31=31", "2021-12-31", .light = LIGHT_BEHIND, .c = "96.9"},
    {"late", CUMULATIVE, LEAST, "32", "2021-12-31=31 2022-01-31=32", "2022-02-01", .light = LIGHT_DONE_LATE, .c = "100.0", .met_on = "2022-01-31"},
    {"not yet late", CUMULATIVE, LEAST, "32", "2021-12-31=31 2022-01-31=32", "2022-01-30", .light = LIGHT_MISSED},
    {"known only later", CUMULATIVE, LEAST, "32", "2021-12-31=32", "2022-06-30", .light = LIGHT_DONE},
    {"what comes after D", CUMULATIVE, LEAST, "32", "2021-12-31=32 2022-01-31=40", "2022-02-01", .light = LIGHT_DONE, .c = "100.0"},
    {"its own deadline", CUMULATIVE, LEAST, "10", "2021-06-30=9", "2021-07-01", .light = LIGHT_MISSED, .due = "2021-06-30"},
    {"no reading", CUMULATIVE, LEAST, "32", "", "2021-06-30", .light = LIGHT_NO_DATA, .c = "-", .gap = "-", .want = "-"},
    {"silence is not missed", CUMULATIVE, LEAST, "32", "", "2022-06-30", .light = LIGHT_NO_DATA},
    {"silence on a milestone", MILESTONE, SENSE_DONE, "1", "", "2022-06-30", .light = LIGHT_NO_DATA, .c = "-"},
    {"not started", CUMULATIVE, LEAST, "32", "", "2021-06-30", .light = LIGHT_NOT_STARTED, .start = "2021-07-01"},
    {"starts today", CUMULATIVE, LEAST, "32", "", "2021-07-01", .light = LIGHT_NO_DATA, .start = "2021-07-01"},
    {"grace", CUMULATIVE, LEAST, "32", "2021-03-31=9", "2021-05-25", .light = LIGHT_ON_TRACK},
    {"stale", CUMULATIVE, LEAST, "32", "2021-03-31=9", "2021-05-26", .light = LIGHT_STALE, .c = "28.1"},
    {"quarterly, grace", CUMULATIVE, LEAST, "32", "2021-03-31=9", "2021-07-25", .light = LIGHT_ON_TRACK, .reports = REPORTS_QUARTERLY},
    {"quarterly, stale", CUMULATIVE, LEAST, "32", "2021-03-31=9", "2021-07-26", .light = LIGHT_STALE, .reports = REPORTS_QUARTERLY},
    {"half-yearly, grace", CUMULATIVE, LEAST, "32", "2021-03-31=9", "2021-07-25", .light = LIGHT_ON_TRACK, .reports = REPORTS_HALF_YEARLY},
    {"yearly, never", CUMULATIVE, LEAST, "32", "2021-03-31=9", "2021-12-31", .light = LIGHT_ON_TRACK, .reports = REPORTS_YEARLY},
    {"stale by today, judged as of", CUMULATIVE, LEAST, "32", "2021-03-31=9 2021-04-30=12", "2021-05-26", .light = LIGHT_STALE, .as_of = "2021-04-29"},
    {"its own end is a period's", CUMULATIVE, LEAST, "32", "2021-05-31=9 2021-06-15=40", "2021-12-31", .light = LIGHT_DONE, .due = "2021-06-15"},
};
/* clang-format on */

#undef CUMULATIVE
#undef LEVEL
#undef RATE
#undef COVERAGE
#undef MILESTONE
#undef LEAST
#undef MOST

/* Reads "2021-03-31=5 2021-10-18=708/720" into `out`; how many. */
static size_t parse_readings(const char *text, struct reading *out)
{
  size_t n = 0;
  while (*text) {
    char through[11], value[32];
    int taken = 0;
    assert_int_equal(sscanf(text, "%10[^=]=%31[^ ]%n", through, value, &taken), 2);
    char *slash = strchr(value, '/');
    out[n++] = slash ? count_at(through, strtoll(value, NULL, 10), strtoll(slash + 1, NULL, 10))
                     : value_at(through, value);
    text += taken;
    text += strspn(text, " ");
  }
  return n;
}

static void same(const char *row, const char *what, const char *want, bool has, const char *got)
{
  if (!want)
    return;
  const char *is = has ? got : "-";
  if (strcmp(want, is) != 0)
    fail_msg("%s: %s is %s, should be %s", row, what, is, want);
}

static struct target row_target(const struct row *r, struct reading *list)
{
  struct target t = aim_for(r->kind, r->sense, r->target);
  t.readings = list;
  t.reading_count = parse_readings(r->readings, list);
  if (r->high)
    t.high = num(r->high);
  t.has_baseline = r->baseline != NULL;
  t.baseline = r->baseline ? num(r->baseline) : t.baseline;
  t.has_tolerance = r->tolerance != NULL;
  t.tolerance = r->tolerance ? num(r->tolerance) : t.tolerance;
  t.start = r->start ? day(r->start) : t.start;
  t.due = r->due ? day(r->due) : t.due;
  return t;
}

static void check_row(const struct row *r)
{
  struct reading list[4];
  struct plan p = plan_2021();
  struct target t = row_target(r, list);
  char text[40];
  p.reports = r->reports;
  struct when w = {day(r->as_of ? r->as_of : r->today), day(r->today)};
  struct score s = score_target(&p, &t, w);
  if (s.light != r->light)
    fail_msg("%s: the light is %s, should be %s", r->name, light_words[s.light].id, light_words[r->light].id);
  struct decimal c =
      ratio_points(s.has_completion ? s.completion : (struct ratio){0, 1}, (struct ratio){0, 1});
  same(r->name, "completion", r->c, s.has_completion, decimal_format(c, 1, text, sizeof text));
  same(r->name, "gap", r->gap, s.has_gap, decimal_format(s.gap, 1, text, sizeof text));
  same(r->name, "expected", r->want, s.has_expected, decimal_print(s.expected, text, sizeof text));
  same(r->name, "headroom", r->headroom, s.has_headroom, decimal_print(s.headroom, text, sizeof text));
  same(r->name, "met on", r->met_on, s.has_met_on, date_format(s.met_on, text, sizeof text));
}

static void test_edges(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    check_row(&rows[i]);
}

/* ---- what a row can't say ---- */

static void test_stages(void **state)
{
  (void)state;
  struct stage stages[] = {{{"a", "甲"}, decimal_of(1), day("2021-03-31")},
                           {{"b", "乙"}, decimal_of(1), day("2021-06-30")},
                           {{"c", "丙"}, decimal_of(2), day("2021-12-31")}};
  static const struct {
    const char *reading;
    enum light light;
    int64_t completion, elapsed; /* percent */
  } cases[] = {
      {"2021-03-31=1", LIGHT_ON_TRACK, 25, 25},    {"2021-03-31=2", LIGHT_AHEAD, 50, 25},
      {"2021-03-31=0", LIGHT_BEHIND, 0, 25},       {"2021-04-15=0", LIGHT_BEHIND, 0, 25},
      {"2021-04-16=0", LIGHT_CRITICAL, 0, 25},     {"2021-06-29=1", LIGHT_ON_TRACK, 25, 25},
      {"2021-06-30=1", LIGHT_BEHIND, 25, 50},      {"2021-07-15=1", LIGHT_BEHIND, 25, 50},
      {"2021-07-16=1", LIGHT_CRITICAL, 25, 50},    {"2021-07-16=2", LIGHT_ON_TRACK, 50, 50},
      {"2021-07-16=2/3", LIGHT_ON_TRACK, 50, 50},  /* out of three stages: stages */
      {"2021-07-16=5/10", LIGHT_ON_TRACK, 50, 50}, /* out of anything else: a share */
      {"2021-07-16=4/10", LIGHT_CRITICAL, 40, 50}, {"2021-07-16=3", LIGHT_DONE, 100, 50},
  };
  struct plan p = plan_2021();
  struct target t = aim_for(KIND_MILESTONE, SENSE_DONE, "3");
  t.stages = stages;
  t.stage_count = 3;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct reading r;
    t.readings = &r;
    t.reading_count = parse_readings(cases[i].reading, &r);
    struct score s = score_target(&p, &t, (struct when){r.through, r.through});
    if (s.light != cases[i].light)
      fail_msg("%s: %s", cases[i].reading, light_words[s.light].id);
    assert_int_equal(ratio_cmp(s.completion, ratio_of(cases[i].completion, 100)), 0);
    assert_int_equal(ratio_cmp(s.elapsed, ratio_of(cases[i].elapsed, 100)), 0);
  }
  for (int i = 0; i < 3; i++)
    stages[i].weight = decimal_of(0); /* then all weigh the same */
  struct reading one[] = {value_at("2021-03-31", "1")};
  READ(&t, one);
  struct score s = score_target(&p, &t, on("2021-03-31"));
  assert_int_equal(ratio_cmp(s.completion, ratio_of(1, 3)), 0);
}

static void test_waived_until_the_day(void **state)
{
  (void)state;
  struct plan p = plan_2021();
  struct target t = aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "100");
  struct reading r[] = {value_at("2021-06-30", "10")};
  READ(&t, r);
  t.waived = true;
  t.waived_until = day("2021-07-15");
  assert_int_equal(score_target(&p, &t, on("2021-07-15")).light, LIGHT_WAIVED);
  assert_int_equal(score_target(&p, &t, on("2021-07-15")).pace_light, LIGHT_CRITICAL);
  assert_int_equal(score_target(&p, &t, on("2021-07-16")).light, LIGHT_CRITICAL);
  assert_int_equal(score_target(&p, &t, (struct when){day("2021-06-30"), day("2021-07-16")}).light,
                   LIGHT_CRITICAL);
  r[0] = value_at("2021-06-30", "50");
  assert_int_equal(score_target(&p, &t, on("2021-07-15")).light,
                   LIGHT_ON_TRACK); /* only what needs excusing */
  t.waived_until = day("2021-12-31");
  r[0] = value_at("2021-06-30", "10");
  assert_int_equal(score_target(&p, &t, on("2021-09-30")).light, LIGHT_STALE);
  t.waived_until = day("2022-12-31");
  assert_int_equal(score_target(&p, &t, on("2022-01-01")).light, LIGHT_MISSED);
  t.sense = SENSE_AT_MOST;
  r[0] = value_at("2021-06-30", "101");
  assert_int_equal(score_target(&p, &t, on("2021-06-30")).light, LIGHT_CEILING_BROKEN);
}

static void test_cancelled_is_outside(void **state)
{
  (void)state;
  struct plan p = plan_2021();
  struct target t = aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "100");
  struct reading r[] = {value_at("2021-06-30", "100")};
  READ(&t, r);
  for (int status = TARGET_CANCELLED; status <= TARGET_ADJUSTED; status++) {
    t.status = (enum target_status)status;
    struct score s = score_target(&p, &t, on("2022-06-30"));
    assert_int_equal(s.light, LIGHT_CANCELLED);
    assert_false(s.measured);
  }
}

static void test_tiers(void **state)
{
  (void)state;
  struct plan p = plan_2021();
  struct target t = aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "240");
  struct reading r[] = {value_at("2021-06-30", "299")};
  READ(&t, r);
  t.has_stretch = true;
  t.stretch = decimal_of(300);
  assert_int_equal(score_target(&p, &t, on("2021-06-30")).light, LIGHT_DONE); /* the first tier decides */
  assert_false(score_target(&p, &t, on("2021-06-30")).stretch_met);
  r[0].value = decimal_of(300);
  assert_true(score_target(&p, &t, on("2021-06-30")).stretch_met);
  t.sense = SENSE_MORE_THAN;
  assert_false(score_target(&p, &t, on("2021-06-30")).stretch_met);
  t.sense = SENSE_ABOUT; /* 力争 has no tolerance */
  r[0].value = decimal_of(298);
  assert_false(score_target(&p, &t, on("2021-06-30")).stretch_met);
  t.kind = KIND_LEVEL;
  t.sense = SENSE_AT_MOST;
  t.stretch = decimal_of(200);
  r[0].value = decimal_of(200);
  assert_true(score_target(&p, &t, on("2021-06-30")).stretch_met);
}

static void test_a_dataset_sets_its_own_limits(void **state)
{
  (void)state;
  static const struct {
    const char *value;
    enum light light;
  } cases[] = {{"55", LIGHT_AHEAD},
               {"54", LIGHT_ON_TRACK},
               {"40", LIGHT_BEHIND},
               {"39", LIGHT_CRITICAL},
               {"47", LIGHT_BEHIND}};
  struct plan p = plan_2021();
  p.rules = (struct light_rules){decimal_of(5), num("0.5"), decimal_of(10), decimal_of(3)};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct target t = aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "100");
    struct reading r[] = {value_at("2021-06-30", cases[i].value)};
    READ(&t, r);
    assert_int_equal(score_target(&p, &t, on("2021-06-30")).light, cases[i].light);
  }
  struct target small = aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "6");
  struct reading r[] = {value_at("2021-06-30", "0")};
  READ(&small, r);
  assert_int_equal(score_target(&p, &small, on("2021-06-30")).light,
                   LIGHT_BEHIND); /* three short are spared */
}

static void test_figures_at_the_limits_of_the_format(void **state)
{
  (void)state;
  static const char *const figures[] = {
      "0", "0.000001", "-0.000001", "1000000000000", "-1000000000000", "999999999999.999999"};
  static const char *const days[] = {"2021-01-15", "2021-05-31", "2021-12-31"};
  enum { COUNT = sizeof figures / sizeof *figures };
  struct plan p = plan_over("1900-01-01", "9999-12-31");
  struct plan_point points[] = {{day("2021-03-17"), num("0.000001")}, {day("9000-07-19"), num("0.999999")}};
  for (int i = 0; i < COUNT * COUNT * COUNT * KIND_COUNT * SENSE_COUNT; i++) {
    struct target t = aim_for((enum kind)(i % KIND_COUNT), (enum sense)(i / KIND_COUNT % SENSE_COUNT),
                              figures[i / KIND_COUNT / SENSE_COUNT % COUNT]);
    struct reading r[] = {value_at(days[0], figures[i % COUNT]), count_at(days[1], i % 7, 1000003 + i),
                          value_at(days[2], figures[i / KIND_COUNT / SENSE_COUNT / COUNT % COUNT])};
    READ(&t, r);
    t.start = p.from;
    t.due = i % 3 ? p.to : day("2021-12-31");
    t.clock = (enum pace_clock)(i / 5 % 3);
    t.points = points;
    t.point_count = 2;
    t.has_baseline = i % 2;
    t.baseline = num(figures[i / 11 % COUNT]);
    t.high = decimal_of(1000000000000);
    for (int d = 0; d < 3; d++) {
      struct score s = score_target(&p, &t, on(days[d]));
      assert_in_range(s.credit, 0, 1000000000);
      assert_in_range(s.pace_credit, 0, 1000000000);
      assert_true(s.completion.den >= 0 && s.light < LIGHT_COUNT);
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_edges),
      cmocka_unit_test(test_stages),
      cmocka_unit_test(test_waived_until_the_day),
      cmocka_unit_test(test_cancelled_is_outside),
      cmocka_unit_test(test_tiers),
      cmocka_unit_test(test_a_dataset_sets_its_own_limits),
      cmocka_unit_test(test_figures_at_the_limits_of_the_format),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
