/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of that reader share. */
#ifndef REGO_GOJSON_PARTS_H
#define REGO_GOJSON_PARTS_H

#include "rego/builtin/gojson.h"

struct rego_gojson_level {
	struct rego_builder items;
	struct rego_val key;
	bool object;
};

struct rego_gojson_reader {
	struct rego_arena *arena;
	const unsigned char *text;
	size_t len, at;
	struct rego_gojson_level *levels;
	size_t depth, room;
	bool whole; /* errors as of json.Unmarshal */
	const char *error;
};

bool rego_gojson_bad(struct rego_gojson_reader *r, const char *context);
void rego_gojson_skip_space(struct rego_gojson_reader *r);
bool rego_gojson_scan_string(struct rego_gojson_reader *r);
struct rego_val rego_gojson_make_string(struct rego_gojson_reader *r, size_t from, size_t end);

#endif
