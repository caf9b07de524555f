// SPDX-License-Identifier: BSD-2-Clause
#include "libxdp.h"

#include <bpf/libbpf.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/log.h"

static struct libxdp library;
static char said[256];

static const struct {
	const char *name;
	size_t at;
} functions[] = {
	{ "libxdp_get_error", offsetof(struct libxdp, get_error) },
	{ "xdp_program__create", offsetof(struct libxdp, create) }, /* 1.3 */
	{ "xdp_program__from_id", offsetof(struct libxdp, from_id) },
	{ "xdp_program__close", offsetof(struct libxdp, close) },
	{ "xdp_program__set_run_prio", offsetof(struct libxdp, set_run_prio) },
	{ "xdp_program__attach", offsetof(struct libxdp, attach) },
	{ "xdp_program__detach", offsetof(struct libxdp, detach) },
	{ "xdp_program__id", offsetof(struct libxdp, id) },
	{ "xdp_multiprog__get_from_ifindex", offsetof(struct libxdp, get_multi) },
	{ "xdp_multiprog__next_prog", offsetof(struct libxdp, next) },
	{ "xdp_multiprog__is_legacy", offsetof(struct libxdp, is_legacy) },
	{ "xdp_multiprog__attach_mode", offsetof(struct libxdp, mode) },
	{ "xdp_multiprog__close", offsetof(struct libxdp, close_multi) },
};

__attribute__((format(printf, 2, 0))) static int on_message(int level, const char *fmt, va_list ap)
{
	char line[sizeof(said)];

	vsnprintf(line, sizeof(line), fmt, ap);
	line[strcspn(line, "\n")] = '\0';
	ss_debug("libxdp: %s", line);
	if (level <= 1 && *line) /* a warning, or why it does something else */
		memcpy(said, line, sizeof(said));
	return 0;
}

const char *libxdp_said(void)
{
	return said;
}

static void *find(void *handle, const char *name, const char **why)
{
	void *at = dlsym(handle, name);

	if (!at)
		*why = "libxdp is older than 1.3";
	return at;
}

const struct libxdp *libxdp_load(const char **why)
{
	typedef int (*print_fn)(int level, const char *fmt, va_list ap);
	print_fn (*set_print)(print_fn fn);
	void *handle, *at;

	said[0] = '\0';
	if (library.get_error)
		return &library;
	handle = dlopen("libxdp.so.1", RTLD_NOW | RTLD_LOCAL);
	if (!handle) {
		*why = "libxdp is not installed";
		return NULL;
	}
	/* It is handed our objects: it must have them of the same libbpf. */
	if (dlsym(handle, "bpf_object__load") != (void *)bpf_object__load) {
		*why = "libxdp has another libbpf";
		return NULL;
	}
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		at = find(handle, functions[i].name, why);
		if (!at) {
			memset(&library, 0, sizeof(library));
			return NULL;
		}
		memcpy((char *)&library + functions[i].at, &at, sizeof(at));
	}
	at = find(handle, "libxdp_set_print", why);
	memcpy(&set_print, &at, sizeof(at));
	if (set_print)
		set_print(on_message);
	return &library;
}
