# SPDX-License-Identifier: BSD-2-Clause
# Where images come from, and which one it is.
package kubernetes.admission

# METADATA
# title: The latest image
# description: It is another one tomorrow.
deny contains message if {
	some container in containers
	not is_pinned(container.image)
	message := sprintf("container %s: image %s has no tag but latest", [container.name, container.image])
}

is_pinned(image) if contains(image, "@sha256:")

is_pinned(image) if {
	# Behind the last slash: a registry may have a port.
	parts := split(image, "/")
	name := parts[count(parts) - 1]
	[_, tag] := split(name, ":")
	tag != "latest"
}

# METADATA
# title: Registries
# description: With data.settings.registries images come from one of these alone.
deny contains message if {
	data.settings.registries
	some container in containers
	not from_registry(container.image)
	message := sprintf("container %s: image %s is from no registry of the list", [container.name, container.image])
}

from_registry(image) if {
	some registry in data.settings.registries
	startswith(image, concat("", [registry, "/"]))
}
