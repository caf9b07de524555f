/* SPDX-License-Identifier: BSD-2-Clause */
/* Time zones: files of the tz database (RFC 8536), as Go reads them. */
#include "rego/builtin/time_zone.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rego/builtin/time_rule.h"

#define MAX_FILE (1 << 20)

struct kind { /* of time: CET, CEST */
	int32_t offset;
	bool dst;
	uint8_t name;
};

struct rego_zone {
	size_t change_count, kind_count, first;
	int64_t *changes; /* when */
	uint8_t *to;	  /* which kind */
	struct kind *kinds;
	char *names;
	char *rule; /* after the last change; or NULL */
		    /* What they point to follows. */
};

/* --- reading -------------------------------------------------------------- */
struct counts {
	uint32_t utc, standard, leap, time, type, chars;
};

static uint32_t get32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Where the data begins; NULL: it is none. */
static const unsigned char *header(const unsigned char *p, const unsigned char *end,
				   struct counts *n)
{
	if (end - p < 44 || memcmp(p, "TZif", 4))
		return NULL;
	*n = (struct counts){ get32(p + 20), get32(p + 24), get32(p + 28),
			      get32(p + 32), get32(p + 36), get32(p + 40) };
	return p + 44;
}

static size_t data_size(const struct counts *n, size_t time)
{
	return n->time * (time + 1) + (size_t)n->type * 6 + n->chars + n->leap * (time + 4) +
	       n->standard + n->utc;
}

static bool sane(const struct counts *n)
{
	return n->time < 1 << 20 && n->type && n->type <= 256 && n->chars && n->chars <= 1 << 16 &&
	       n->leap < 1 << 16 && n->standard <= 256 && n->utc <= 256;
}

static int64_t get_time(const unsigned char *p, size_t size)
{
	if (size == 4)
		return (int32_t)get32(p);
	return (int64_t)((uint64_t)get32(p) << 32 | get32(p + 4));
}

/* Which kind is before the first change: as Go, which follows what others do. */
static size_t first_kind(const struct rego_zone *z)
{
	bool used = false;

	for (size_t i = 0; i < z->change_count; i++)
		used |= z->to[i] == 0;
	if (!used)
		return 0;
	if (z->change_count && z->kinds[z->to[0]].dst)
		for (size_t i = z->to[0]; i-- > 0;)
			if (!z->kinds[i].dst)
				return i;
	for (size_t i = 0; i < z->kind_count; i++)
		if (!z->kinds[i].dst)
			return i;
	return 0;
}

static struct rego_zone *new_zone(const struct counts *n, size_t rule)
{
	struct rego_zone *z;
	size_t size = sizeof(*z) + n->time * (sizeof(int64_t) + 1) + n->type * sizeof(struct kind) +
		      n->chars + 1 + rule + 1;

	z = calloc(1, size);
	if (!z)
		return NULL;
	z->change_count = n->time;
	z->kind_count = n->type;
	z->changes = (int64_t *)(z + 1);
	z->kinds = (struct kind *)(z->changes + n->time);
	z->to = (uint8_t *)(z->kinds + n->type);
	z->names = (char *)(z->to + n->time);
	z->rule = z->names + n->chars + 1;
	return z;
}

static struct rego_zone *fill(const unsigned char *p, const struct counts *n, size_t time,
			      const char *rule, size_t rule_len)
{
	struct rego_zone *z = new_zone(n, rule_len);
	const unsigned char *kinds = p + n->time * (time + 1);

	if (!z)
		return NULL;
	for (size_t i = 0; i < n->time; i++) {
		z->changes[i] = get_time(p + i * time, time);
		z->to[i] = p[n->time * time + i];
		if (z->to[i] >= n->type) {
			free(z);
			return NULL;
		}
	}
	for (size_t i = 0; i < n->type; i++) {
		z->kinds[i] = (struct kind){ (int32_t)get32(kinds + 6 * i), kinds[6 * i + 4],
					     kinds[6 * i + 5] };
		if (z->kinds[i].name >= n->chars) {
			free(z);
			return NULL;
		}
	}
	memcpy(z->names, kinds + 6 * (size_t)n->type, n->chars);
	memcpy(z->rule, rule, rule_len);
	if (!rule_len)
		z->rule = NULL;
	z->first = first_kind(z);
	return z;
}

static struct rego_zone *decode(const unsigned char *p, size_t len)
{
	const unsigned char *end = p + len;
	const char *rule = NULL, *rule_end;
	struct counts n;
	size_t time = 4;
	bool second = len > 4 && p[4] >= '2';

	p = header(p, end, &n);
	if (p && second) {
		if (!sane(&n) && (n.time >= 1 << 20 || n.chars > 1 << 16 || n.leap >= 1 << 16))
			return NULL;
		if ((size_t)(end - p) < data_size(&n, 4))
			return NULL;
		time = 8;
		p = header(p + data_size(&n, 4), end, &n);
	}
	if (!p || !sane(&n) || (size_t)(end - p) < data_size(&n, time))
		return NULL;
	if (second && p + data_size(&n, time) < end && p[data_size(&n, time)] == '\n') {
		rule = (const char *)p + data_size(&n, time) + 1;
		rule_end = memchr(rule, '\n', (size_t)((const char *)end - rule));
		if (rule_end)
			return fill(p, &n, time, rule, (size_t)(rule_end - rule));
	}
	return fill(p, &n, time, "", 0);
}

/* NULL with errno; EINVAL when it is no such file. */
static struct rego_zone *read_file(const char *path)
{
	struct rego_zone *z = NULL;
	unsigned char *data;
	size_t len = 0;
	ssize_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;

	if (fd < 0)
		return NULL;
	data = malloc(MAX_FILE);
	while (data && len < MAX_FILE && (n = read(fd, data + len, MAX_FILE - len)) > 0)
		len += (size_t)n;
	err = n < 0 ? errno : EINVAL;
	close(fd);
	if (data && n == 0)
		z = decode(data, len);
	free(data);
	errno = err;
	return z;
}

static struct rego_zone *find_file(const char *name, size_t len, int *err)
{
	static const char *const folders[] = { "/usr/share/zoneinfo", "/usr/share/lib/zoneinfo",
					       "/usr/lib/locale/TZ", "/etc/zoneinfo" };
	char path[300];

	*err = ENOENT;
	if (len > 200)
		return NULL;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		struct rego_zone *z;

		snprintf(path, sizeof(path), "%s/%.*s", folders[i], (int)len, name);
		z = read_file(path);
		if (z)
			return z;
		if (*err == ENOENT)
			*err = errno;
	}
	return NULL;
}

static bool bad_name(const char *name, size_t len)
{
	return !len || name[0] == '/' || name[0] == '\\' || memmem(name, len, "..", 2);
}

static void *make_zone(struct rego_call *c, const char *name, size_t len, const char **error)
{
	struct rego_zone *z;
	int err;

	if (bad_name(name, len)) {
		*error = "time: invalid location name";
		return NULL;
	}
	if (memchr(name, '\0', len)) {
		*error = "invalid argument";
		return NULL;
	}
	*error = rego_printf(c->arena, "unknown time zone %.*s", (int)len, name);
	z = find_file(name, len, &err);
	if (!z && err == EINVAL)
		*error = "malformed time zone information";
	else if (!z && err == EISDIR)
		*error = "is a directory";
	else if (!z && err == ENOTDIR)
		*error = "not a directory";
	return z;
}

/* The local one is kept by an empty name. */
static void *make_local(struct rego_call *c, const char *name, size_t len, const char **error)
{
	const char *tz = getenv("TZ");
	struct rego_zone *z = NULL;
	int err;

	(void)c;
	(void)name;
	(void)len;
	*error = "";
	if (!tz)
		z = read_file("/etc/localtime");
	else if (*tz)
		z = tz[*tz == ':'] == '/'
			    ? read_file(tz + (*tz == ':'))
			    : find_file(tz + (*tz == ':'), strlen(tz + (*tz == ':')), &err);
	return z;
}

static const struct rego_cached zones = { .make = make_zone, .free = free };
static const struct rego_cached local = { .make = make_local, .free = free };

bool rego_zone_get(struct rego_call *c, const char *name, size_t len, const struct rego_zone **zone,
		   const char **error)
{
	*zone = NULL;
	if (!len || (len == 3 && !memcmp(name, "UTC", 3)))
		return true;
	if (len == 5 && !memcmp(name, "Local", 5)) {
		*zone = rego_zone_local(c);
		return true;
	}
	*zone = rego_cache_get(c, &zones, name, len, error);
	return *zone;
}

const struct rego_zone *rego_zone_local(struct rego_call *c)
{
	const char *error;

	return rego_cache_get(c, &local, "", 0, &error);
}

/* --- looking up ----------------------------------------------------------- */
static struct rego_zone_time of_kind(const struct rego_zone *z, size_t kind, int64_t start,
				     int64_t end)
{
	const char *name = z->names + z->kinds[kind].name;

	return (struct rego_zone_time){ name, (int)strlen(name), z->kinds[kind].offset, start,
					end };
}

struct rego_zone_time rego_zone_at(const struct rego_zone *z, int64_t sec)
{
	struct rego_zone_time t;
	size_t low = 0, high;

	if (!z)
		return (struct rego_zone_time){ "UTC", 3, 0, INT64_MIN, INT64_MAX };
	high = z->change_count;
	if (!high || sec < z->changes[0]) {
		t = of_kind(z, z->first, INT64_MIN, high ? z->changes[0] : INT64_MAX);
		/* Without any change the rule counts at once. */
		if (!high && z->rule)
			rego_time_rule(z->rule, INT64_MIN, sec, &t);
		return t;
	}
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (sec < z->changes[mid])
			high = mid;
		else
			low = mid;
	}
	t = of_kind(z, z->to[low], z->changes[low],
		    high < z->change_count ? z->changes[high] : INT64_MAX);
	if (low == z->change_count - 1 && z->rule)
		rego_time_rule(z->rule, z->changes[low], sec, &t);
	return t;
}

bool rego_zone_named(const struct rego_zone *z, const char *name, size_t len, int64_t sec,
		     int32_t *offset)
{
	bool found = false;

	if (!z) {
		*offset = 0;
		return len == 3 && !memcmp(name, "UTC", 3);
	}
	for (size_t i = 0; i < z->kind_count; i++) {
		const char *kind = z->names + z->kinds[i].name;
		struct rego_zone_time t;

		if (strlen(kind) != len || memcmp(kind, name, len))
			continue;
		t = rego_zone_at(z, sec - z->kinds[i].offset);
		if ((size_t)t.name_len == len && !memcmp(t.name, kind, len)) {
			*offset = t.offset;
			return true;
		}
		if (!found)
			*offset = z->kinds[i].offset;
		found = true;
	}
	return found;
}

int64_t rego_zone_unix(const struct rego_zone *zone, int64_t shown)
{
	struct rego_zone_time t = rego_zone_at(zone, shown);
	int64_t utc = shown - t.offset;

	if (t.offset && (utc < t.start || utc >= t.end))
		return shown - rego_zone_at(zone, utc).offset;
	return utc;
}
