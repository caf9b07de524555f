/* SPDX-License-Identifier: BSD-2-Clause */
/* libxdp, if it is installed: nothing else of ss-breaker needs it. */
#ifndef SS_BREAKER_LIBXDP_H
#define SS_BREAKER_LIBXDP_H

#include <stddef.h>
#include <stdint.h>

struct bpf_object;
struct bpf_object_open_opts;
struct xdp_program;
struct xdp_multiprog;

/* As <xdp/libxdp.h> 1.3 has them. */
enum libxdp_mode { LIBXDP_UNSPEC, LIBXDP_NATIVE, LIBXDP_SKB };

struct libxdp_program_opts {
	size_t sz;
	struct bpf_object *obj;
	struct bpf_object_open_opts *opts;
	const char *prog_name;
	const char *find_filename;
	const char *open_filename;
	const char *pin_path;
	uint32_t id;
	int fd;
	size_t : 0;
};

struct libxdp {
	long (*get_error)(const void *pointer);
	struct xdp_program *(*create)(struct libxdp_program_opts *opts);
	struct xdp_program *(*from_id)(uint32_t id);
	void (*close)(struct xdp_program *p);
	int (*set_run_prio)(struct xdp_program *p, unsigned int priority);
	int (*attach)(struct xdp_program *p, int ifindex, enum libxdp_mode mode,
		      unsigned int flags);
	int (*detach)(struct xdp_program *p, int ifindex, enum libxdp_mode mode,
		      unsigned int flags);
	struct xdp_multiprog *(*get_multi)(int ifindex);
	struct xdp_program *(*next)(const struct xdp_program *p, const struct xdp_multiprog *multi);
	uint32_t (*id)(const struct xdp_program *p);
	_Bool (*is_legacy)(const struct xdp_multiprog *multi);
	enum libxdp_mode (*mode)(const struct xdp_multiprog *multi);
	void (*close_multi)(struct xdp_multiprog *multi);
};

/* NULL: it cannot be had, and *WHY says why. */
const struct libxdp *libxdp_load(const char **why);
/* The last of its messages since libxdp_load(), or "". */
const char *libxdp_said(void);

#endif
