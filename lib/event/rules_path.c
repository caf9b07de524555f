// SPDX-License-Identifier: BSD-2-Clause
/* Patterns of paths: the whole of it, how it begins, or how it ends. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "event/rules_impl.h"

/* Nothing the kernel tells of has these in it. */
static bool has_dots(const char *path)
{
	for (const char *s = path; (s = strchr(s, '/')); s++) {
		size_t name = strcspn(s + 1, "/");

		if ((!name && s[1]) || (name <= 2 && name && !strncmp(s + 1, "..", name)))
			return true;
	}
	return false;
}

static int put_suffix(const struct ss_rule_part *p, const char *text)
{
	size_t len = strlen(text);
	char key[SS_PATTERN_MAX];

	for (size_t i = 0; i < len; i++)
		key[i] = text[len - 1 - i];
	return ss_rule_put(p, SS_MATCH_SUFFIX, key, 8 * len);
}

int ss_rule_path(const struct ss_rule_part *p, const char *text)
{
	const char *star = strchr(text, '*');
	size_t len = strlen(text);
	bool suffix = star == text;

	if (star && (len == 1 || strchr(star + 1, '*') || (!suffix && star[1])))
		return ss_rule_refuse(p,
				      SHOWN " is no whole path, PREFIX* or *SUFFIX; '*' can stand "
					    "nowhere else",
				      text);
	if (len - !!star > SS_PATTERN_MAX)
		return ss_rule_refuse(p, SHOWN " is longer than %d bytes", text, SS_PATTERN_MAX);
	if (suffix)
		return put_suffix(p, text + 1);
	if (text[0] != '/')
		return ss_rule_refuse(p, SHOWN " begins with neither '/' nor '*'", text);
	if (has_dots(text))
		return ss_rule_refuse(p,
				      SHOWN
				      " holds '//' or a '.' or '..', which no path has that the "
				      "kernel tells",
				      text);
	if (!star && len > 1 && text[len - 1] == '/')
		return ss_rule_refuse(p, SHOWN " ends with '/': what is in there is '%.80s*'", text,
				      text);
	return ss_rule_put(p, star ? SS_MATCH_PREFIX : SS_MATCH_EXACT, text, 8 * (len - !!star));
}

/* The kernel knows no symbolic links; a file that is not there yet is taken as it is. */
int ss_rule_exe(const struct ss_rule_part *p, const char *text)
{
	char path[PATH_MAX];

	if (strchr(text, '*'))
		return ss_rule_path(p, text);
	if (realpath(text, path))
		return ss_rule_path(p, path);
	if (errno != ENOENT || text[0] != '/')
		return ss_rule_refuse(p, SHOWN ": %s", text, strerror(errno));
	return ss_rule_path(p, text);
}
