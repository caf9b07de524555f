// SPDX-License-Identifier: BSD-2-Clause
/* Thermal zones: the hottest of those of a type.  Trips differ from machine to machine. */
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "breaker/reading.h"
#include "sources.h"

#define ZONES "/sys/class/thermal/thermal_zone*"
#define PATH  400

/* Is the zone of the type that is meant?  That type is in s->text then, if any is. */
static bool is_meant(struct source *s, const char *zone)
{
	char path[PATH];

	if (!s->spec->what)
		return true;
	snprintf(path, sizeof(path), "%s/type", zone);
	if (source_read(s, path) || !s->text.len)
		return false;
	s->text.data[strcspn(s->text.data, "\n")] = 0;
	return !fnmatch(s->spec->what, s->text.data, 0);
}

int heat_start(struct source *s)
{
	struct ss_strbuf names = { 0 };
	bool found = !s->spec->what;
	glob_t zones = { 0 };

	if (!found && !glob(ZONES, 0, NULL, &zones))
		for (size_t i = 0; i < zones.gl_pathc && !found; i++) {
			found = is_meant(s, zones.gl_pathv[i]);
			if (s->text.len)
				ss_strbuf_printf(&names, "%s%s", names.len ? ", " : "",
						 s->text.data);
		}
	globfree(&zones);
	if (!found)
		source_missing(s, "thermal zone of type", &names);
	ss_strbuf_fini(&names);
	return 0;
}

/* The file has thousandths of degrees. */
static int read_zone(struct source *s, const char *zone, int64_t *temperature)
{
	char path[PATH];
	int err;

	snprintf(path, sizeof(path), "%s/temp", zone);
	err = source_read(s, path);
	if (!err)
		err = ss_reading_number(s->text.data ? s->text.data : "", s->text.len, temperature);
	*temperature /= 1000;
	return err;
}

int heat_poll(struct source *s)
{
	int64_t hottest = INT64_MIN, t = 0;
	bool meant = false;
	glob_t found = { 0 };
	int err = 0;

	if (!glob(ZONES, 0, NULL, &found))
		for (size_t i = 0; i < found.gl_pathc; i++) {
			if (!is_meant(s, found.gl_pathv[i]))
				continue;
			meant = true;
			err = read_zone(s, found.gl_pathv[i], &t);
			if (!err && t > hottest)
				hottest = t;
		}
	globfree(&found);
	if (hottest != INT64_MIN)
		return source_value(s, hottest, false);
	if (meant)
		return source_failed(s, "no thermal zone can be read: %s", strerror(-err));
	return s->spec->what
		       ? source_failed(s, "there is no thermal zone of type '%.60s'", s->spec->what)
		       : source_failed(s, "there is no thermal zone");
}
