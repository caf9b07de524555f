/* SPDX-License-Identifier: BSD-2-Clause */
/* Coverage: which rules and expressions of a policy have been evaluated, as OPA reports it. */
#ifndef SS_POLICY_COVER_H
#define SS_POLICY_COVER_H

#include "core/strbuf.h"
#include "rego/rego.h"

struct cover;

struct cover *cover_new(void);
void cover_free(struct cover *c);
/* Of rego_eval_events(), by any thread; the policy is made with rego_options.events. */
void cover_event(struct cover *c, const struct rego_event *ev);
/* A place that was evaluated: of an expression, or of the head of a rule that has a value. */
void cover_place(struct cover *c, const struct rego_loc *loc);

/* Look at what there is and what of it was met.  0 or -errno. */
int cover_count(struct cover *c, const struct rego_policy *p);
double cover_percent(const struct cover *c);
/* The report in JSON, indented, with a line end; after cover_count(). */
void cover_report(const struct cover *c, struct ss_strbuf *out);
/* A line for each part that was not met: tab, FILE:ROW or FILE:ROW-ROW. */
void cover_list(const struct cover *c, struct ss_strbuf *out);

#endif
