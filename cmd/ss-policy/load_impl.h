/* SPDX-License-Identifier: BSD-2-Clause */
/* What load.c and bundle.c share. */
#ifndef SS_POLICY_LOAD_IMPL_H
#define SS_POLICY_LOAD_IMPL_H

#include "load.h"

#define LOAD_MAX_FILE	(1u << 30)	    /* bytes */
#define LOAD_MAX_BUNDLE (UINT64_C(8) << 30) /* bytes that an archive unpacks to */
#define LOAD_MAX_DEPTH	64		    /* of directories */

struct load {
	struct rego_policy *policy;
	const struct load_options *o;
	struct loaded *l;
	bool wrong;		/* the policy has errors; what follows is still looked at */
	struct bundle *bundles; /* manifest.h: the one that is being read, and those before it */
	const char *inside;	/* the path in it of what is taken; NULL: it is of no bundle */
};

enum load_kind { LOAD_OTHER, LOAD_REGO, LOAD_JSON, LOAD_YAML, LOAD_RULES, LOAD_TAR };
enum load_kind load_kind_of(const char *name);

/* Of names and contents, in the order they are read (FNV-1a): what a bundle has a revision for. */
void load_hash(struct load *load, const char *data, size_t len);
/* What is wrong joins the errors of the policy, and loading goes on: always 0. */
__attribute__((format(printf, 2, 3))) int load_wrong(struct load *load, const char *format, ...);
/* The same of a file that cannot be read; but -ENOMEM is handed back. */
int load_unread(struct load *load, const char *path, int err);

/* One module or document; AT is its place, "a/b" or "".  0 or -errno of what is no fault of it. */
int load_module(struct load *load, const char *name, const char *text, size_t len);
int load_document(struct load *load, const char *name, const char *at, const char *text, size_t len,
		  bool yaml);

/* document.c: YAML as JSON.  0, or -EINVAL and a message in WHY. */
int load_yaml(const char *text, size_t len, struct ss_strbuf *json, struct ss_strbuf *why);
/* document.c: rules in YAML (ss-policy-yaml(5)), which become a module. */
int load_rules(struct load *load, const char *name, const char *text, size_t len);

/* bundle.c: a directory or an archive; what is wrong is told as load_wrong() does. */
int load_bundle(struct load *load, const char *path);
/* One of -b: its roots have to leave room for those of the others. */
int load_apart(struct load *load, const char *path);

/* walk.c: each file below DIR in the order of names; REL is its directory below it ("" or "a/b").
 */
typedef int load_fn(struct load *load, const char *path, const char *name, const char *rel);
int load_walk(struct load *load, const char *dir, load_fn *fn);

#endif
