/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree as OPA writes it in JSON: rego.parse_module(), opa parse -f json. */
#ifndef REGO_AST_JSON_H
#define REGO_AST_JSON_H

#include "rego/syntax/annotations.h"

/* indent 0 is compact. */
void rego_module_json(struct ss_strbuf *out, const struct rego_module *m, int indent);
void rego_rule_json(struct ss_strbuf *out, const struct rego_rule *r, int indent);
void rego_body_json(struct ss_strbuf *out, const struct rego_body *b, int indent);
void rego_term_json(struct ss_strbuf *out, const struct rego_term *t, int indent);
struct rego_json_out;
/* One value of a text that is being written. */
void rego_out_term(struct rego_json_out *o, const struct rego_term *t);
/* As an array. */
void rego_terms_json(struct ss_strbuf *out, struct rego_term *const *items, uint32_t count,
		     int indent);
void rego_annotations_json(struct ss_strbuf *out, const struct rego_annotations *x, int indent);

#endif
