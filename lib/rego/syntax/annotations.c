/* SPDX-License-Identifier: BSD-2-Clause */
/* # METADATA blocks. */
#include "rego/syntax/parse_module.h"

void rego_read_annotations(struct rego_parser *p, struct rego_module *m,
			   const struct rego_list *statements, struct rego_errors *e)
{
	(void)p;
	(void)m;
	(void)statements;
	(void)e;
}
