/* SPDX-License-Identifier: BSD-2-Clause */
/* What each command can do, and by which means of the kernel: data for ss-doctor. */
#ifndef SS_FEATURES_H
#define SS_FEATURES_H

#include <stdbool.h>
#include <stddef.h>

#include "bpf/probe.h"

/* One way to get a feature: all that it needs of the kernel.  A way without needs always works. */
struct way {
	const char *name;
	const char *terms; /* at what price, if it is not the best one: "approximate" */
	enum ss_probe needs[3];
	size_t count;
};

struct feature {
	const char *name;
	bool main;	    /* without it the command cannot do its job */
	struct way ways[4]; /* the best first; ends with a nameless one */
};

struct command {
	const char *name;
	const char *job;		/* what its main features do, for the verdict */
	const struct feature *features; /* ends with a nameless one */
};

extern const struct command commands[];	  /* ends with a nameless one */
extern const char *const command_names[]; /* the same, for completion */

#endif
