/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files that parse rules share. */
#ifndef REGO_PARSE_RULE_H
#define REGO_PARSE_RULE_H

#include "rego/syntax/parser.h"

struct rego_head *rego_parse_head(struct rego_parser *p, bool is_default);
/* A head of that name: a variable or a ref. */
struct rego_head *rego_ref_head(struct rego_parser *p, struct rego_term *ref);
/* For another body of the same rule: its own wildcards among the arguments. */
struct rego_head *rego_copy_head_again(struct rego_parser *p, const struct rego_head *from);
/* What a default rule must not have; the errors are in the state. */
bool rego_check_default(struct rego_parser *p, const struct rego_rule *r);

#endif
