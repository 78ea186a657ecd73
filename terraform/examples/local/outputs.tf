output "gateways" {
  description = "Addresses of the client doors, by gateway."
  value       = { for process in local.fleet.processes : process.name => process.addresses.clients if process.role == "gateway" }
}

output "httpdns" {
  description = "Where clients begin: base URLs of the HTTPDNS servers."
  value       = flatten(local.fleet.regions[*].httpdns)
}

output "console" {
  description = "The control plane's REST API and console."
  value       = one(local.fleet.regions[*].controlPlanes[0])
}

output "fleet_file" {
  description = "What runs where, for `drawbridge connect --fleet`; readable by its owner only."
  value       = local.fleet_file
}
