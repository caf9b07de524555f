/* SPDX-License-Identifier: BSD-2-Clause */
/* Policies and data from files: what -d and -b name, found as OPA finds it. */
#ifndef SS_POLICY_LOAD_H
#define SS_POLICY_LOAD_H

#include "core/cli.h"
#include "core/strbuf.h"
#include "rego/rego.h"

struct load_options {
	struct ss_strlist data;	   /* -d: files and directories, or a.b:FILE */
	struct ss_strlist bundles; /* -b: directories and .tar.gz */
	struct ss_strlist ignore;  /* patterns of names that are passed over */
	bool skip_verify;	   /* bundles may have signatures, which nobody looks at */
};

/* What was read besides the policy itself.  All zero before; load_fini() after. */
struct loaded {
	size_t modules, documents;
	struct ss_strbuf revision; /* of the bundles, or of the content: 16 hex digits */
	uint64_t hash;
	uint64_t parse_ns, data_ns; /* of modules, and of documents */
};

/*
 * Put all of it into P, which is not compiled here.  Directories are walked in
 * the order of names: NAME.rego, and JSON and YAML documents at the path of their
 * directory.  0; -EINVAL: what is wrong, or cannot be read, is in rego_policy_errors(P); or
 * another -errno, which has been reported.
 */
int load_paths(struct rego_policy *p, const struct load_options *o, struct loaded *l);
void load_fini(struct loaded *l);

/* The path without needless names: a//b/../c is a/c.  Nothing is looked at. */
void load_clean(struct ss_strbuf *out, const char *path);

/* A whole file; "-" is standard input.  0 or -errno; nothing is reported. */
int load_file(const char *path, struct ss_strbuf *out);

/* TEXT as a value in the arena of E: JSON; or YAML, which it becomes the JSON of. */
struct rego_val load_input(struct rego_eval *e, struct ss_strbuf *text, const char **error);

#endif
