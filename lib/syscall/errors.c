// SPDX-License-Identifier: BSD-2-Clause
/* Names of errors; those the kernel keeps to itself are seen at a call's exit. */
#include <string.h>

#include "syscall/values.h"

static const struct {
	unsigned int number;
	const char *name;
} inner[] = {
	{ 512, "ERESTARTSYS" }, { 513, "ERESTARTNOINTR" },	  { 514, "ERESTARTNOHAND" },
	{ 515, "ENOIOCTLCMD" }, { 516, "ERESTART_RESTARTBLOCK" }, { 517, "EPROBE_DEFER" },
	{ 524, "ENOTSUPP" },	{ 529, "EIOCBQUEUED" },		  { 530, "ERECALLCONFLICT" },
};

const char *ss_errno_name(unsigned int number, size_t *len)
{
	const char *name = number && number < 512 ? strerrorname_np((int)number) : NULL;

	for (size_t i = 0; !name && i < sizeof(inner) / sizeof(inner[0]); i++)
		if (inner[i].number == number)
			name = inner[i].name;
	*len = name ? strlen(name) : 0;
	return name;
}

void ss_errno_write(struct ss_json *w, unsigned int number)
{
	size_t len;
	const char *name = ss_errno_name(number, &len);

	if (name)
		ss_json_str(w, "error", name, len);
	else
		ss_json_u64(w, "errno", number);
}
