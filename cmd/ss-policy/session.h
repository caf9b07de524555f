/* SPDX-License-Identifier: BSD-2-Clause */
/* What has been said to a repl so far, as modules beside the policies of files. */
#ifndef SS_POLICY_SESSION_H
#define SS_POLICY_SESSION_H

#include "core/strbuf.h"
#include "limits.h"
#include "load.h"
#include "show.h"

struct session_text {
	char *name;    /* of a rule; NULL of an import */
	char *package; /* that it is in */
	char *head;    /* of its module: package and imports as they were then */
	char *text;
};

struct session_texts {
	struct session_text *items;
	size_t count;
};

struct session {
	/* As the command line has it. */
	struct load_options paths;
	struct rego_options rego;
	struct rego_limits limits;
	struct ss_strbuf *input; /* NULL: none */

	enum show_format format;
	char *package; /* a.b */
	struct session_texts imports, rules;
};

/* All that is free there, with the package "repl".  0 or -ENOMEM. */
int session_init(struct session *s);
void session_fini(struct session *s);

enum session_kind {
	SESSION_QUERY,
	SESSION_RULES, /* one or more */
	SESSION_OPEN,  /* neither, or not yet: the next line may belong to it */
};
enum session_kind session_kind(const struct session *s, const char *text);

/* The names of the rules in it, after each other in LIST.  0 or -ENOMEM. */
int session_names(const struct session *s, const char *text, struct ss_strbuf *list);

/*
 * Each reads the files anew, so that what was changed in them holds, and prints
 * what there is to print.  0; -EINVAL: it was wrong, which has been told, and
 * nothing was changed; else another -errno, told as well.
 */
int session_ask(struct session *s, const char *query);
int session_define(struct session *s, const char *text);
int session_import(struct session *s, const char *text);  /* "data.a as b" */
int session_package(struct session *s, const char *name); /* imports end with it */
/* The rules of that name in the package are forgotten, unless others need them. */
int session_unset(struct session *s, const char *name);

/* A handler of signals: the evaluation that is under way ends with an error. */
void session_interrupt(int number);

/* Files and what has been said, compiled; NULL: it cannot be, which has been told. */
struct rego_policy *session_policy(const struct session *s);

/* The module that the package is. */
void session_show(const struct session *s, struct ss_strbuf *out);

#endif
