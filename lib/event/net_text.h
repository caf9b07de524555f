/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses of sockets as text, and the words for what sockets are. */
#ifndef SS_NET_TEXT_H
#define SS_NET_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire_net.h"

/* IPv4 in IPv6 (::ffff:a.b.c.d), which a socket for both families shows, becomes IPv4. */
void ss_addr_normalize(struct ss_wire_addr *addr);

/*
 * The address without port and scope, NUL-terminated; IPv6 as RFC 5952 has it.
 * Returns its length, 0 if it is no IP address.
 */
#define SS_IP_TEXT_SIZE 46
size_t ss_ip_text(char out[static SS_IP_TEXT_SIZE], const struct ss_wire_addr *addr);

/*
 * The LEN bytes of a sun_path, LEN <= SS_WIRE_UNIX_MAX: a path up to its NUL; an
 * abstract name, whole and with any NUL in it, behind "@".  Not NUL-terminated.
 * Returns the length; 0: the socket has no name.
 */
size_t ss_unix_text(char out[static SS_WIRE_UNIX_MAX], const char *path, size_t len);

/* "ipv4", "ipv6", "unix"; NULL for others. */
const char *ss_family_text(uint16_t family);
/* "tcp", "udp", ... of IPPROTO_*; for 0 "stream", "dgram", ... of SOCK_*; NULL for others. */
const char *ss_transport_text(uint16_t protocol, uint16_t type);

#endif
