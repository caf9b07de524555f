/* SPDX-License-Identifier: BSD-2-Clause */
/* Maps and links pinned under /sys/fs/bpf/ss/COMMAND/INSTANCE/. */
#ifndef SS_PIN_H
#define SS_PIN_H

#include <stdbool.h>
#include <stddef.h>

#define SS_PIN_ROOT "/sys/fs/bpf/ss"

/*
 * Nobody else changes pins, nor what several processes share beside them, until the
 * descriptor is closed.  It, or -errno, which is reported; -EBUSY after ten seconds.
 */
int ss_pin_lock(void);
/* The same, if nobody has it now: else -EBUSY, and nothing is reported. */
int ss_pin_try_lock(void);

/* Letters, digits, "-" and "_": bpffs keeps the dot for itself. */
bool ss_pin_is_name(const char *name);
/* The folder of an instance, which need not be there.  0, -EINVAL: no name; or -ENAMETOOLONG. */
int ss_pin_path(const char *command, const char *instance, char *path, size_t size);
/*
 * The same, made with mode 0700.  -ENOTSUP: no bpffs there; the
 * mount command belongs in the caller's message.  Returns 0 or -errno.
 */
int ss_pin_dir(const char *command, const char *instance, char *path, size_t size);
/* Remove every pin in the folder and the folder; a folder that is not there is fine. */
int ss_pin_remove(const char *command, const char *instance);

#endif
