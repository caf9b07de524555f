// SPDX-License-Identifier: BSD-2-Clause
/*
 * bpfstats COMMAND...: run it with the run-time statistics of BPF programs switched on, for as
 * long as it lives: nothing is left switched on, whatever others do meanwhile.
 */
#include <bpf/bpf.h>
#include <err.h>
#include <fcntl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd = bpf_enable_stats(BPF_STATS_RUN_TIME);

	if (argc < 2)
		errx(2, "usage: bpfstats COMMAND...");
	/* The command inherits what keeps them on. */
	if (fd < 0 || fcntl(fd, F_SETFD, 0))
		err(1, "cannot switch on the run-time statistics of BPF programs");
	execvp(argv[1], argv + 1);
	err(127, "%s", argv[1]);
}
