// SPDX-License-Identifier: BSD-2-Clause
/*
 * For LD_PRELOAD: every other time that a BPF program is run by hand, a signal ends that when the
 * program has run already, as Linux 5.10 does.
 */
#include <dlfcn.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef long (*call_fn)(long number, ...);

long syscall(long number, ...)
{
	static unsigned int runs;
	call_fn call = (call_fn)dlsym(RTLD_NEXT, "syscall");
	long a[6], result;
	va_list args;

	va_start(args, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(args, long);
	va_end(args);
	result = call(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	if (number != __NR_bpf || a[0] != BPF_PROG_TEST_RUN || runs++ % 2)
		return result;
	errno = EINTR;
	return -1;
}
