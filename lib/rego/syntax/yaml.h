/* SPDX-License-Identifier: BSD-2-Clause */
/* YAML as annotations have it: what Go's yaml v3 makes of a document, with its error texts. */
#ifndef REGO_YAML_H
#define REGO_YAML_H

#include "rego/value/value.h"

enum rego_yaml_kind {
	REGO_YAML_NULL,
	REGO_YAML_BOOL,
	REGO_YAML_INT,
	REGO_YAML_FLOAT,
	REGO_YAML_STRING,
	REGO_YAML_TIME,
	REGO_YAML_LIST,
	REGO_YAML_MAP, /* all keys are strings */
	REGO_YAML_ANY_MAP,
};

/* A decoded value. */
struct rego_yaml {
	enum rego_yaml_kind kind;
	uint32_t count;		  /* of items; a map has key and value in turn */
	struct rego_val value;	  /* of what is no list and no map; of a time its text in JSON */
	struct rego_yaml **items; /* keys of maps are in the order of the text */
};

/* A node of the document as it was written. */
enum rego_node_kind { REGO_NODE_SCALAR, REGO_NODE_LIST, REGO_NODE_MAP, REGO_NODE_ALIAS };

struct rego_node {
	enum rego_node_kind kind;
	bool quoted;	  /* in any way: never anything but a string */
	const char *tag;  /* short: !!str */
	const char *text; /* of a scalar */
	size_t len;
	uint32_t line;
	struct rego_node **items; /* of a map key and value in turn */
	uint32_t count;
	struct rego_node *target; /* of an alias */
	bool open;		  /* an alias that is just being followed */
};

struct rego_decoder {
	struct rego_arena *arena;
	const char *failed; /* "yaml: ..." ends all */
	struct rego_lines *errors, **last;
	uint32_t error_count;
	uint64_t decoded, aliased;
	uint32_t alias_depth;
};

struct rego_lines {
	const char *text;
	struct rego_lines *next;
};

/* NULL with d->failed, or for an empty document. */
struct rego_node *rego_yaml_parse(struct rego_decoder *d, const char *text, size_t len);
/* What a plain scalar means; v->kind STRING when nothing else.  Returns its tag. */
const char *rego_yaml_resolve(struct rego_decoder *d, const char *tag, const char *text, size_t len,
			      struct rego_yaml *v);

/* Decoding into a type; on a mismatch false, with an error.  Null gives true and leaves the value
 * alone where Go does. */
bool rego_decode_string(struct rego_decoder *d, struct rego_node *n, struct rego_val *out);
bool rego_decode_bool(struct rego_decoder *d, struct rego_node *n, bool *out);
bool rego_decode_any(struct rego_decoder *d, struct rego_node *n, struct rego_yaml **out);
/* Of a map with string keys, or a list of the wanted items; NULL when null or wrong. */
struct rego_yaml *rego_decode_map(struct rego_decoder *d, struct rego_node *n);
struct rego_yaml *rego_decode_strings(struct rego_decoder *d, struct rego_node *n);
struct rego_yaml *rego_decode_list(struct rego_decoder *d, struct rego_node *n);
struct rego_yaml *rego_decode_maps(struct rego_decoder *d, struct rego_node *n);
/* The keys and values of a map with its merges (<<), keys as strings: items in turn. */
bool rego_decode_struct(struct rego_decoder *d, struct rego_node *n, const char *type,
			struct rego_node ***items, uint32_t *count);
void rego_decode_error(struct rego_decoder *d, const struct rego_node *n, const char *tag,
		       const char *type);
/* All type errors as one text; NULL when there was none. */
const char *rego_decode_failure(struct rego_decoder *d);

struct ss_strbuf;
/* As Go's %s prints it. */
void rego_yaml_print(struct ss_strbuf *out, const struct rego_yaml *y);
/* As JSON would have it; keys that are no strings are printed. */
struct rego_val rego_yaml_value(struct rego_arena *a, const struct rego_yaml *y);
/* The value of a key of a map with string keys; NULL. */
const struct rego_yaml *rego_yaml_get(const struct rego_yaml *map, const char *key);

#endif
