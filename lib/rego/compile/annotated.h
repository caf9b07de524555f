/* SPDX-License-Identifier: BSD-2-Clause */
/* Which annotations there are for a rule: its own, its document's, and its packages'. */
#ifndef REGO_ANNOTATED_H
#define REGO_ANNOTATED_H

#include "rego/compile/pass.h"
#include "rego/syntax/annotations.h"

struct rego_annotation_set {
	struct rego_vars paths; /* of documents and subpackages, as JSON text */
	const struct rego_annotations **at_path;
	struct rego_vars packages;
	const struct rego_annotations **of_package;
};

struct rego_annotation_list {
	const struct rego_annotations **items;
	uint32_t count;
};

/* Those above the rule itself, the nearest first when sorted. */
struct rego_annotation_list rego_rule_annotations(struct rego_pass *p, const struct rego_rule *r,
						  bool sorted);
const struct rego_annotations *rego_document_annotations(struct rego_pass *p,
							 const struct rego_rule *r);
const struct rego_annotations *rego_package_annotations(struct rego_pass *p,
							const struct rego_module *m);
/* Of scope subpackages, from the root on. */
struct rego_annotation_list rego_subpackage_annotations(struct rego_pass *p,
							const struct rego_module *m);

#endif
