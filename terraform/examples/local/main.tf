# A one-region fleet on this machine: `terraform apply` starts it, `terraform destroy` stops it.

terraform {
  required_version = ">= 1.4" # terraform_data
}

locals {
  # Paths are kept in the state as they are now, since destroy sees nothing but the state.
  command = abspath(var.command)
  home    = abspath(var.home)

  # Written by `up`, hence read only after it; gone if somebody has stopped the fleet by hand.
  # It also holds keys: nothing but addresses leaves it.
  fleet_file = "${terraform_data.fleet.output.home}/fleet.json"
  fleet      = jsondecode(fileexists(local.fleet_file) ? file(local.fleet_file) : "{\"regions\":[],\"processes\":[]}")
}

resource "terraform_data" "fleet" {
  # A change of any of these stops the fleet and starts another.
  input = {
    command   = local.command
    home      = local.home
    base_port = var.base_port
    gateways  = var.gateways
  }
  triggers_replace = [local.command, local.home, var.base_port, var.gateways]

  provisioner "local-exec" {
    command     = "\"$COMMAND\" up --detach --regions 1 --gateways \"$GATEWAYS\" --home \"$HOME_FOLDER\" --base-port \"$BASE_PORT\""
    interpreter = ["/bin/sh", "-c"]
    environment = {
      COMMAND     = self.input.command
      GATEWAYS    = self.input.gateways
      HOME_FOLDER = self.input.home
      BASE_PORT   = self.input.base_port
    }
  }

  provisioner "local-exec" {
    when        = destroy
    command     = "\"$COMMAND\" down --home \"$HOME_FOLDER\""
    interpreter = ["/bin/sh", "-c"]
    environment = {
      COMMAND     = self.input.command
      HOME_FOLDER = self.input.home
    }
  }
}
