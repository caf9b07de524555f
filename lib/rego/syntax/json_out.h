/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON written member by member, compact or indented, as Go's encoding/json does. */
#ifndef REGO_JSON_OUT_H
#define REGO_JSON_OUT_H

#include "rego/syntax/annotations.h"

struct rego_json_out {
	struct ss_strbuf *out;
	int indent; /* spaces; 0: compact */
	int depth;
	bool begun; /* something stands in the innermost brackets */
};

void rego_out_begin(struct rego_json_out *o, char bracket);
void rego_out_end(struct rego_json_out *o, char bracket);
/* Before an item of an array; a key, before its value. */
void rego_out_item(struct rego_json_out *o);
void rego_out_key(struct rego_json_out *o, const char *key);
void rego_out_raw(struct rego_json_out *o, const char *json);
void rego_out_string(struct rego_json_out *o, const char *s);
void rego_out_text(struct rego_json_out *o, const char *s, size_t len);
void rego_out_base64(struct rego_json_out *o, const char *s, size_t len);
void rego_out_value(struct rego_json_out *o, struct rego_val v);
void rego_out_location(struct rego_json_out *o, struct rego_loc loc);

typedef void rego_out_terms_fn(struct rego_json_out *o, struct rego_term *const *items,
			       uint32_t count);
void rego_out_annotations(struct rego_json_out *o, const struct rego_annotations *x,
			  rego_out_terms_fn *terms);

#endif
