// SPDX-License-Identifier: BSD-2-Clause
/* The keys that ss-events(5) documents: what --fields can ask for. */
#include <errno.h>
#include <string.h>

#include "core/log.h"
#include "core/nearest.h"
#include "event/view.h"

/* "process.pid"; "counts.*" is an object whose keys are names of their own. */
static const char *const keys[] = {
#include "event/keys.inc" /* made from the manual page */
	NULL,
};

/* Is PATH this key, an object that holds it, or below an object with keys of its own? */
static bool is_of(const char *path, size_t len, const char *key)
{
	size_t key_len = strlen(key);

	if (!strncmp(path, key, len) && (!key[len] || key[len] == '.'))
		return true;
	return key[key_len - 1] == '*' && len > key_len - 1 && !strncmp(path, key, key_len - 1);
}

static bool is_known(const char *path)
{
	size_t len = strlen(path);

	for (const char *const *key = keys; *key; key++)
		if (is_of(path, len, *key))
			return true;
	/* A string with bytes of others may have a sibling, which is not listed. */
	if (len > 4 && !strcmp(path + len - 4, "_hex"))
		for (const char *const *key = keys; *key; key++)
			if (strlen(*key) == len - 4 && !strncmp(path, *key, len - 4))
				return true;
	return false;
}

int ss_view_check(const struct ss_view *v)
{
	for (size_t i = 0; i < v->path_count; i++) {
		const char *path = v->paths[i], *meant;

		if (is_known(path))
			continue;
		meant = ss_nearest(path, keys);
		return ss_error(-EINVAL, "--fields: no event has '%s'%s%s%s (see ss-events(5))",
				path, meant ? ", did you mean " : "", meant ? meant : "",
				meant ? "?" : "");
	}
	return 0;
}
