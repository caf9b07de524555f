// SPDX-License-Identifier: BSD-2-Clause
/* A battery of a device of HID: each line of input is what is left, in percent.  By uhid. */
#include <fcntl.h>
#include <linux/uhid.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A keyboard with a battery system: state of charge, and charging. */
static const unsigned char descriptor[] = {
	0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x85, 0x01, 0x05, 0x07, 0x19, 0xe0, 0x29, 0xe7,
	0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x85, 0x02, 0x05, 0x85,
	0x09, 0x65, 0x15, 0x00, 0x25, 0x64, 0x75, 0x08, 0x95, 0x01, 0x81, 0x02, 0x05, 0x85,
	0x09, 0x44, 0x15, 0x00, 0x25, 0x01, 0x75, 0x08, 0x95, 0x01, 0x81, 0x02, 0xc0,
};
static int device, percent = 50;

static void put(const struct uhid_event *e)
{
	if (write(device, e, sizeof(*e)) != sizeof(*e)) {
		perror("uhid");
		exit(1);
	}
}

static void create(void)
{
	struct uhid_event e = { .type = UHID_CREATE2 };

	strcpy((char *)e.u.create2.name, "ss-test");
	strcpy((char *)e.u.create2.uniq, "sstest0");
	e.u.create2.rd_size = sizeof(descriptor);
	e.u.create2.bus = 3;
	e.u.create2.vendor = 0x1234;
	e.u.create2.product = 0x5678;
	memcpy(e.u.create2.rd_data, descriptor, sizeof(descriptor));
	put(&e);
}

static void tell(void)
{
	struct uhid_event e = { .type = UHID_INPUT2 };

	e.u.input2.size = 3;
	e.u.input2.data[0] = 2;
	e.u.input2.data[1] = percent;
	put(&e);
}

/* Whoever reads the capacity waits for this answer. */
static void serve(void)
{
	struct uhid_event e = { 0 }, answer = { .type = UHID_GET_REPORT_REPLY };

	if (read(device, &e, sizeof(e)) <= 0 || e.type != UHID_GET_REPORT)
		return;
	answer.u.get_report_reply.id = e.u.get_report.id;
	answer.u.get_report_reply.size = 3;
	answer.u.get_report_reply.data[0] = e.u.get_report.rnum;
	answer.u.get_report_reply.data[1] = percent;
	put(&answer);
}

int main(void)
{
	struct pollfd fds[] = { { .events = POLLIN }, { .fd = STDIN_FILENO, .events = POLLIN } };
	char text[64];

	device = fds[0].fd = open("/dev/uhid", O_RDWR);
	if (device < 0) {
		perror("/dev/uhid");
		return 1;
	}
	create();
	while (poll(fds, 2, -1) > 0) {
		ssize_t n;

		if (fds[0].revents)
			serve();
		if (!fds[1].revents)
			continue;
		n = read(STDIN_FILENO, text, sizeof(text) - 1);
		if (n <= 0)
			break;
		text[n] = 0;
		percent = atoi(text);
		tell();
	}
	return 0;
}
