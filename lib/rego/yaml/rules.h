/* SPDX-License-Identifier: BSD-2-Clause */
/* Policies in YAML, for those who do not write Rego: each rule is turned into the Rego it means,
 * and the engine knows no other kind.  ss-policy-yaml(5) is the format's home. */
#ifndef REGO_YAML_RULES_H
#define REGO_YAML_RULES_H

#include "config/config.h"
#include "core/strbuf.h"

/*
 * The rules of FILE, which has been read, as one module of package ss, appended to
 * REGO.  Before each rule stands a comment "# NAME:LINE" with its place in the file.
 * 0; -EINVAL with "FILE:LINE:COL: text" in file->why; or another -errno.
 */
int rego_yaml_rules(struct ss_config *file, struct ss_strbuf *rego);

/* Is it the name of such a file: *.policy.yaml or *.policy.yml? */
bool rego_yaml_named(const char *name);

#endif
