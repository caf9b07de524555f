/* SPDX-License-Identifier: BSD-2-Clause */
/* What is wrong with a policy, as opa's commands say it. */
#ifndef SS_POLICY_TELL_H
#define SS_POLICY_TELL_H

#include "core/strbuf.h"
#include "rego/rego.h"

/* How many there are WHEN ("" or " during loading"), then each. */
void tell_text(struct ss_strbuf *out, const struct rego_errors *e, const char *when);
/* {"errors": [...]}, indented, with a line end. */
void tell_json(struct ss_strbuf *out, const struct rego_errors *e);
/* tell_text() to stderr. */
void tell_errors(const struct rego_errors *e, const char *when);

#endif
