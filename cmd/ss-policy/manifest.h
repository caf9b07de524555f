/* SPDX-License-Identifier: BSD-2-Clause */
/* The manifest of a bundle: what the bundle calls itself, and what it may hold. */
#ifndef SS_POLICY_MANIFEST_H
#define SS_POLICY_MANIFEST_H

#include "load_impl.h"

struct bundle {
	struct bundle *next; /* what was loaded before */
	const char *path;    /* as it was named */
	struct rego_arena arena;
	const char **roots; /* "a/b"; "": everything */
	uint32_t root_count;
	bool rooted;		  /* a manifest names the roots */
	int version;		  /* of its modules, 0 or 1; -1: as all are */
	struct rego_val versions; /* of some modules: an object, pattern: 0 or 1; or undefined */
};

/* One without a manifest, first in the list of LOAD; NULL: no memory. */
struct bundle *bundle_new(struct load *load, const char *path);
void bundles_free(struct bundle *first);

/* What it says is put into B, and the revision into what was loaded.  0 or -errno. */
int manifest_read(struct load *load, struct bundle *b, const char *text, size_t len);
/* Whether B's roots leave room for the others': bundles that are used together have to. */
int manifest_apart(struct load *load, const struct bundle *b);

/* Which Rego the module NAME ("a/b.rego") is: 0 or 1; -1: that is not said. */
int manifest_version(const struct bundle *b, const char *name);
/* The module that was added last, and a document, below the roots?  0 or -errno. */
int manifest_module(struct load *load, const struct bundle *b, const char *name);
int manifest_document(struct load *load, const struct bundle *b, const char *json, size_t len);

#endif
