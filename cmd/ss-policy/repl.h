/* SPDX-License-Identifier: BSD-2-Clause */
/* ss-policy repl: ask and define, line by line. */
#ifndef SS_POLICY_REPL_H
#define SS_POLICY_REPL_H

#include "core/cli.h"

extern const struct ss_cmd repl_command;

/* A result for ss_cli_finish(). */
int repl_main(int argc, char **operands);

/* repl_line.c: lines of a terminal, edited and remembered where libedit is there; else as they
 * come. */
struct repl_lines;

/* FILE: what is remembered from one time to the next; NULL: nothing.  NULL + errno. */
struct repl_lines *repl_lines_new(const char *file);
/* Without its line end, valid until the next; NULL: there is no more. */
const char *repl_lines_next(struct repl_lines *l, const char *prompt);
bool repl_lines_asks(const struct repl_lines *l); /* somebody sits there */
void repl_lines_free(struct repl_lines *l);

#endif
