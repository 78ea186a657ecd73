variable "command" {
  description = "The drawbridge script."
  type        = string
  default     = "../../../drawbridge"

  validation {
    condition     = fileexists(var.command)
    error_message = "command: no such file (expected: the drawbridge script)."
  }
}

variable "home" {
  description = "Folder of the fleet's files and logs; one fleet at a time has it."
  type        = string
  default     = "./fleet"

  validation {
    condition     = length(var.home) > 0
    error_message = "home: empty (expected: a folder, which is created)."
  }
}

variable "base_port" {
  description = "The port of the gateways' client doors; the fleet uses 51 ports from there."
  type        = number
  default     = 8000

  validation {
    condition     = var.base_port == floor(var.base_port) && var.base_port >= 1024 && var.base_port <= 65485
    error_message = "base_port: out of range (expected: a whole number from 1024 to 65485)."
  }
}

variable "gateways" {
  description = "Gateways to begin with; `drawbridge local start gw-3` adds one without Terraform."
  type        = number
  default     = 2

  validation {
    condition     = var.gateways == floor(var.gateways) && var.gateways >= 1 && var.gateways <= 99
    error_message = "gateways: out of range (expected: a whole number from 1 to 99)."
  }
}
