// SPDX-License-Identifier: BSD-2-Clause
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/log.h"
#include "repl.h"

#define REMEMBERED 1000 /* lines */

/* Of editline/readline.h.  Looked up when it is needed: only this verb needs it, and it does
 * without. */
struct editor {
	void *library;
	char *(*readline)(const char *prompt);
	int (*add_history)(const char *line);
	int (*read_history)(const char *file);
	int (*write_history)(const char *file);
	void (*stifle_history)(int most);
};

struct repl_lines {
	struct editor editor; /* library NULL: there is none */
	const char *file;
	bool asks;
	char *line;
	size_t room;
};

static bool find(const struct editor *e, void *function, const char *name)
{
	void *found = dlsym(e->library, name);

	memcpy(function, &found, sizeof(found));
	return found;
}

static void open_editor(struct editor *e)
{
	e->library = dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);
	if (!e->library)
		return;
	if (find(e, &e->readline, "readline") && find(e, &e->add_history, "add_history") &&
	    find(e, &e->read_history, "read_history") &&
	    find(e, &e->write_history, "write_history") &&
	    find(e, &e->stifle_history, "stifle_history"))
		return;
	dlclose(e->library);
	e->library = NULL;
}

struct repl_lines *repl_lines_new(const char *file)
{
	struct repl_lines *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->file = file;
	l->asks = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	if (l->asks)
		open_editor(&l->editor);
	if (!l->editor.library)
		return l;
	l->editor.stifle_history(REMEMBERED);
	if (file)
		l->editor.read_history(file); /* the first time there is none */
	return l;
}

static const char *plain(struct repl_lines *l, const char *prompt)
{
	ssize_t n;

	if (l->asks) {
		fputs(prompt, stdout);
		fflush(stdout);
	}
	n = getline(&l->line, &l->room, stdin);
	if (n > 0 && l->line[n - 1] == '\n')
		l->line[n - 1] = '\0';
	return n < 0 ? NULL : l->line;
}

const char *repl_lines_next(struct repl_lines *l, const char *prompt)
{
	if (!l->editor.library)
		return plain(l, prompt);
	free(l->line);
	l->line = l->editor.readline(prompt);
	if (l->line && *l->line)
		l->editor.add_history(l->line);
	return l->line;
}

bool repl_lines_asks(const struct repl_lines *l)
{
	return l->asks;
}

void repl_lines_free(struct repl_lines *l)
{
	if (!l)
		return;
	if (l->editor.library && l->file && l->editor.write_history(l->file))
		ss_warn("cannot remember lines in %s", l->file);
	if (l->editor.library)
		dlclose(l->editor.library);
	free(l->line);
	free(l);
}
