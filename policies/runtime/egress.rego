# SPDX-License-Identifier: BSD-2-Clause
# Connections to where a node has no business.
package ss

import data.ss.lib
import data.ss.settings

known_network(ip) if {
	some network in settings.networks
	net.cidr_contains(network, ip)
}

# METADATA
# title: Unexpected egress
# description: Something in a container connected to a network that is not on the list.
# custom:
#   severity: medium
#   technique: T1041
warn contains lib.finding("egress", "medium", "T1041", message) if {
	input.type == "net.connect"
	lib.in_container
	input.net.dst_ip
	not input.net.error
	not known_network(input.net.dst_ip)
	message := sprintf("%s in %s connected to %s port %d", [input.process.exe, lib.container, peer_name, input.net.dst_port])
}

peer_name := sprintf("%s (%s)", [input.net.dst_name, input.net.dst_ip]) if {
	input.net.dst_name
} else := input.net.dst_ip

# METADATA
# title: Cloud credentials asked for
# description: The metadata service of the cloud was asked by something in a container.
# custom:
#   severity: high
#   technique: T1552.005
deny contains lib.finding("cloud-metadata", "high", "T1552.005", message) if {
	input.type == "net.connect"
	lib.in_container
	input.net.dst_ip in {"169.254.169.254", "fd00:ec2::254", "100.100.100.200"}
	message := sprintf("%s in %s asked the metadata service", [input.process.exe, lib.container])
}
