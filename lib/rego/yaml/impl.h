/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of this room share. */
#ifndef REGO_YAML_IMPL_H
#define REGO_YAML_IMPL_H

#include <stdint.h>

#include "rego/yaml/rules.h"

/* One rule on its way: names of what it is made of begin with its prefix. */
struct yaml_rule {
	struct ss_config *file;
	struct ss_strbuf *out;
	char prefix[40];   /* yaml_1a2b3c4d_0 */
	unsigned int made; /* names so far */
	const char *name;
};

/* conditions.c: a map of conditions, or a list of these of which one is enough, as the rule
 * NAME (in the buffer of 64) that is true when it holds. */
int yaml_conditions(struct yaml_rule *r, const struct ss_node *node, char name[static 64]);

/* text.c: "a string" of Rego. */
void yaml_quote(struct ss_strbuf *out, const char *text);
/* input.process.exe of "process.exe"; -EINVAL: that is no path. */
int yaml_path(struct yaml_rule *r, const struct ss_node *at, const char *path,
	      struct ss_strbuf *out);
/* "{process.exe} ran" as a call of sprintf. */
int yaml_message(struct yaml_rule *r, const struct ss_node *at, const char *text);
bool yaml_is_number(const struct ss_node *scalar);
/* A scalar as Rego: a number or true as itself, anything else as a string. */
void yaml_scalar(struct ss_strbuf *out, const struct ss_node *node);

#endif
