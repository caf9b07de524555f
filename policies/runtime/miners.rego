# SPDX-License-Identifier: BSD-2-Clause
# Programs that work for somebody else.
package ss

import data.ss.lib

miner_names := {
	"ccminer", "cpuminer", "ethminer", "kdevtmpfsi", "kinsing", "lolminer", "minerd", "nbminer", "t-rex", "xmr-stak",
	"xmrig",
}

# METADATA
# title: Crypto miner started
# description: By its name, or by what its command line asks for.
# custom:
#   severity: critical
#   technique: T1496
deny contains lib.finding("crypto-miner", "critical", "T1496", message) if {
	input.type == "process.exec"
	mines
	message := sprintf("crypto miner: %s", [lib.command])
}

mines if lib.program in miner_names

mines if {
	some pattern in miner_patterns
	regex.match(pattern, lib.command)
}

miner_patterns := {
	`stratum\+(tcp|ssl|tls|udp)://`,
	`--donate-level`,
	`--algo[= ](rx/|randomx|cn/|cryptonight|ethash|kawpow)`,
	`--coin[= ](monero|xmr)`,
}

# METADATA
# title: Connection to a mining pool
# description: A name that pools have was asked for, or connected to.
# custom:
#   severity: high
#   technique: T1496
deny contains lib.finding("mining-pool", "high", "T1496", message) if {
	input.type in {"dns.query", "tls.client_hello"}
	name := pool_name
	some label in split(name, ".")
	some word in pool_labels
	startswith(label, word)
	message := sprintf("%s asked for the mining pool %s", [input.process.exe, name])
}

pool_labels := {
	"2miners", "hashvault", "mine-", "minexmr", "monero", "moneroocean", "nanopool", "pool", "stratum", "supportxmr",
	"xmr",
}

pool_name := input.dns.name if input.type == "dns.query"

pool_name := input.tls.server_name if input.type == "tls.client_hello"
