# SPDX-License-Identifier: BSD-2-Clause
# What a container may use of its node.
package kubernetes.admission

# METADATA
# title: Limits
# description: One without limits takes them from its neighbours.
deny contains message if {
	some container in containers
	some resource in {"cpu", "memory"}
	not container.resources.limits[resource]
	message := sprintf("container %s has no limit of %s", [container.name, resource])
}

# METADATA
# title: Large limits
# description: With data.settings.memory ("4Gi") no container asks for more.
deny contains message if {
	most := units.parse_bytes(data.settings.memory)
	some container in containers
	limit := container.resources.limits.memory
	units.parse_bytes(limit) > most
	message := sprintf("container %s: %s of memory is more than %s", [container.name, limit, data.settings.memory])
}
