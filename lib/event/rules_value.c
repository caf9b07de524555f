// SPDX-License-Identifier: BSD-2-Clause
/* Values as people write them, and the keys that they become. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "core/parse.h"
#include "event/rules_impl.h"
#include "proc/container.h"

int ss_rule_refuse(const struct ss_rule_part *p, const char *fmt, ...)
{
	struct ss_strbuf *why = &p->rules->why;
	char *text = NULL;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		text = NULL;
	va_end(args);
	ss_strbuf_clear(why);
	ss_strbuf_str(why, text ? text : fmt);
	free(text);
	return -EINVAL;
}

static int put_u32(const struct ss_rule_part *p, uint32_t n)
{
	return ss_rule_put(p, SS_MATCH_EXACT, &n, 8 * sizeof(n));
}

static int pid_value(const struct ss_rule_part *p, const char *text)
{
	uint64_t n;

	if (ss_parse_u64(text, 1, INT_MAX, &n))
		return ss_rule_refuse(p, SHOWN " is not a process id", text);
	return put_u32(p, n);
}

static int uid_value(const struct ss_rule_part *p, const char *text)
{
	struct passwd *pw;
	uint64_t n;

	if (!ss_parse_u64(text, 0, UINT32_MAX - 1, &n))
		return put_u32(p, n);
	pw = getpwnam(text);
	if (!pw)
		return ss_rule_refuse(p, "there is no user " SHOWN, text);
	return put_u32(p, pw->pw_uid);
}

static int comm_value(const struct ss_rule_part *p, const char *text)
{
	char key[SS_RULE_COMM_LEN] = { 0 };
	size_t len = strlen(text);

	if (!len || len >= sizeof(key))
		return ss_rule_refuse(p, SHOWN " is not 1 to %zu bytes long, as every comm is",
				      text, sizeof(key) - 1);
	memcpy(key, text, len);
	return ss_rule_put(p, SS_MATCH_EXACT, key, 8 * sizeof(key));
}

static int cgroup_value(const struct ss_rule_part *p, const char *text)
{
	union {
		struct file_handle handle;
		char room[sizeof(struct file_handle) + sizeof(uint64_t)];
	} u = { .handle.handle_bytes = sizeof(uint64_t) };
	struct statfs fs;
	struct stat st;
	int mount_id;

	if (statfs(text, &fs) || stat(text, &st))
		return ss_rule_refuse(p, SHOWN ": %s", text, strerror(errno));
	if (fs.f_type != CGROUP2_SUPER_MAGIC || !S_ISDIR(st.st_mode))
		return ss_rule_refuse(p, SHOWN " is not a directory of cgroup v2", text);
	if (name_to_handle_at(AT_FDCWD, text, &u.handle, &mount_id, 0))
		return ss_rule_refuse(p, SHOWN " has no id: %s", text, strerror(errno));
	return ss_rule_put(p, SS_MATCH_EXACT, u.handle.f_handle, 64);
}

static int container_value(const struct ss_rule_part *p, const char *text)
{
	size_t hex = strspn(text, "0123456789abcdef");

	if (text[hex] || hex < SS_CONTAINER_ID_LEN)
		return ss_rule_refuse(p, SHOWN " is not an id of 12 or more hexadecimal digits",
				      text);
	return ss_rule_put(p, SS_MATCH_EXACT, text, 8 * SS_CONTAINER_ID_LEN);
}

/* "443" or "8000-8099" */
static bool parse_ports(const char *text, uint64_t *low, uint64_t *high)
{
	const char *dash = strchr(text, '-');
	char first[8];

	if (!dash)
		return !ss_parse_u64(text, 0, UINT16_MAX, low) && (*high = *low, true);
	if (dash - text >= (int)sizeof(first))
		return false;
	memcpy(first, text, dash - text);
	first[dash - text] = 0;
	return !ss_parse_u64(first, 0, UINT16_MAX, low) &&
	       !ss_parse_u64(dash + 1, *low, UINT16_MAX, high);
}

/* The fewest blocks whose lowest port ends in as many zeroes as they are wide. */
static int port_value(const struct ss_rule_part *p, const char *text)
{
	uint64_t low, high;
	int err = 0;

	if (!parse_ports(text, &low, &high))
		return ss_rule_refuse(p, SHOWN " is not a port, nor a range like 8000-8099", text);
	while (low <= high && !err) {
		uint8_t key[2] = { low >> 8, low };
		unsigned int width = 0;

		while (width < 16 && !(low & 1u << width) && low + (2u << width) - 1 <= high)
			width++;
		err = ss_rule_put(p, SS_MATCH_PREFIX, key, 16 - width);
		low += 1u << width;
	}
	return err;
}

bool ss_rule_addr(const char *text, uint8_t key[SS_RULE_ADDR_LEN], unsigned int *bits)
{
	struct in6_addr six;

	if (inet_pton(AF_INET, text, key + 1) == 1) {
		key[0] = 4;
		*bits = 8 + 32;
		return true;
	}
	if (inet_pton(AF_INET6, text, &six) != 1)
		return false;
	key[0] = IN6_IS_ADDR_V4MAPPED(&six) ? 4 : 6;
	*bits = key[0] == 4 ? 8 + 32 : 8 + 128;
	memcpy(key + 1, six.s6_addr + (key[0] == 4 ? 12 : 0), *bits / 8 - 1);
	return true;
}

/* "10.0.0.0/8", "fe80::/10", "::1" */
static int addr_value(const struct ss_rule_part *p, const char *text)
{
	uint8_t key[SS_RULE_ADDR_LEN] = { 0 }, zero[SS_RULE_ADDR_LEN] = { 0 };
	size_t len = strcspn(text, "/");
	char addr[INET6_ADDRSTRLEN];
	unsigned int bits, mapped;
	uint64_t n;

	snprintf(addr, sizeof(addr), "%.*s", (int)len, text);
	if (len >= sizeof(addr) || !ss_rule_addr(addr, key, &bits))
		return ss_rule_refuse(p, SHOWN " is not an address, as 10.0.0.0/8 or fe80::/10",
				      text);
	if (!text[len])
		return ss_rule_put(p, SS_MATCH_PREFIX, key, bits);
	mapped = key[0] == 4 && strchr(addr, ':') ? 96 : 0;
	if (ss_parse_u64(text + len + 1, mapped, bits - 8 + mapped, &n))
		return ss_rule_refuse(p, SHOWN ": the length is not %u to %u", text, mapped,
				      bits - 8 + mapped);
	n = 8 + n - mapped; /* of the key, which begins with the family */
	memcpy(zero, key, n / 8);
	if (n % 8)
		zero[n / 8] = key[n / 8] & 0xff00 >> n % 8;
	if (memcmp(zero, key, sizeof(key)) != 0)
		return ss_rule_refuse(p, SHOWN ": the address has bits beyond that length", text);
	return ss_rule_put(p, SS_MATCH_PREFIX, key, n);
}

#define ERRNO_MAX    4095
#define ERRNOS_NAMED 256 /* those with a name are below it */

uint32_t ss_rule_errno(const char *name, size_t len)
{
	static const struct {
		const char *name;
		int number;
	} others[] = { { "EWOULDBLOCK", EWOULDBLOCK },
		       { "EDEADLOCK", EDEADLOCK },
		       { "ENOTSUP", ENOTSUP } };

	for (int i = 1; i < ERRNOS_NAMED; i++) {
		const char *s = strerrorname_np(i);

		if (s && strlen(s) == len && !memcmp(s, name, len))
			return i;
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strlen(others[i].name) == len && !memcmp(others[i].name, name, len))
			return others[i].number;
	return 0;
}

static int errno_value(const struct ss_rule_part *p, const char *text)
{
	uint64_t n = 0;

	if (ss_parse_u64(text, 0, ERRNO_MAX, &n) && strcmp(text, "none") != 0) {
		n = ss_rule_errno(text, strlen(text));
		if (!n)
			return ss_rule_refuse(p, SHOWN " is not an error, as ENOENT, 2, or none",
					      text);
	}
	return put_u32(p, n);
}

int ss_rule_value(const struct ss_rule_part *p, const char *text)
{
	static int (*const values[SS_CRITERIA])(const struct ss_rule_part *, const char *) = {
		[SS_BY_PID] = pid_value,
		[SS_BY_TREE] = pid_value,
		[SS_BY_UID] = uid_value,
		[SS_BY_COMM] = comm_value,
		[SS_BY_EXE] = ss_rule_exe,
		[SS_BY_CGROUP] = cgroup_value,
		[SS_BY_CONTAINER] = container_value,
		[SS_BY_PATH] = ss_rule_path,
		[SS_BY_PORT] = port_value,
		[SS_BY_ADDR] = addr_value,
		[SS_BY_ERRNO] = errno_value,
	};
	int err = values[p->by](p, text);

	if (err == -E2BIG)
		return ss_rule_refuse(p, "there are more than %d values", SS_RULES_MAX_VALUES);
	return err;
}
