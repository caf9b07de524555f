// SPDX-License-Identifier: BSD-2-Clause
/*
 * judge [filter:FILE | not:KEY=VALUE | KEY=VALUE]...: of the lines on standard
 * input print those that the same filters of ss-trace let through.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event/rules.h"

static int add(struct ss_rules *r, char *word)
{
	char *value = strchr(word, '=');

	if (!strncmp(word, "filter:", 7))
		return ss_rules_file(r, word + 7);
	if (!strncmp(word, "not:", 4))
		return ss_rules_not(r, word + 4, SS_CRITERIA);
	if (value)
		*value++ = 0;
	for (int by = 0; by < SS_CRITERIA && value; by++)
		if (!strcmp(word, ss_criterion_names[by]))
			return ss_rules_option(r, by, value);
	return -1;
}

int main(int argc, char **argv)
{
	struct ss_rules *r = ss_rules_new();
	struct ss_json_doc *doc = ss_json_doc_new();
	struct ss_strbuf room = { 0 };
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	for (int i = 1; i < argc; i++)
		if (add(r, argv[i])) {
			fprintf(stderr, "judge: %s: %s\n", argv[i],
				r->why.data ? r->why.data : "?");
			return 2;
		}
	if (ss_rules_compile(r))
		return 1;
	while ((len = getline(&line, &size, stdin)) > 0) {
		if (ss_json_parse(doc, line, len, NULL))
			return 1;
		if (ss_rules_check(r, ss_json_root(doc), NULL, &room) != SS_FILTERED)
			fputs(line, stdout);
	}
	free(line);
	ss_strbuf_fini(&room);
	ss_json_doc_free(doc);
	ss_rules_free(r);
	return 0;
}
