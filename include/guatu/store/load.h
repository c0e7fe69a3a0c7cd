/* From the document to the plan: the dataset's schema as a table, every mistake with its place. */
#ifndef GUATU_STORE_LOAD_H
#define GUATU_STORE_LOAD_H

#include "guatu/base/err.h"
#include "guatu/model/plan.h"
#include "guatu/store/doc.h"

/* Builds the plan. On any error *out is NULL and ERR_NO returned: nothing is loaded halfway. The plan keeps
 * no pointer into the text. */
enum err plan_from_doc(const struct doc *d, struct plan **out, struct problems *p);
/* Text → scan → libconfig → plan; errors of scan and schema are all reported in one run. */
enum err plan_from_text(const char *text, size_t len, struct plan **out, struct problems *p);
/* The same for who has libconfig read a good text later (confirm_next). */
enum err plan_from_text_early(const char *text, size_t len, struct plan **out, struct problems *p);

/* Reads a target of the plan `p` again from the bytes of its group, which are a whole group. What is new
 * hangs on the plan's arena; the plan itself stays as it is. ERR_NO when the target would be wrong; offsets
 * of problems count from the group's first byte. */
enum err plan_target_from_group(struct plan *plan, const struct target *was, const char *group, size_t len,
                                struct target *out, struct problems *p);

#endif
