"""Virtual machines for a distributed database, on both clouds; what runs on them is the engine's business.

A group of machines is one region of a cluster. It is declared in two steps, because what a machine is told at
its start holds addresses and certificates of all the others::

    ground       addresses that stay, data disks, the balancer, the bucket, and who the machines are
    certificates one authority a store, a certificate a machine, over the addresses of the ground
    fleet        secrets and the machines themselves, one after another

``substrate`` chooses by the cloud of the group; ``script`` renders what a machine does at its start. An
engine derives its component from ``MachineStore`` (``store``), says who gets which certificate, and brings a
``Workload`` for each machine.

An address and a data disk outlive their machine: a machine is deleted before its successor is made, and the
successor finds both. ``pulumi up`` replaces one machine after another, and waits for each to run, not for its
database to have caught up: that would take the majority with it. So machines are protected where the plan
protects, and whoever changes them (a new version, a new image) frees one at a time::

    pulumi state unprotect <urn of the machine>
    pulumi up --target <urn of the machine> --target-dependents

and waits for the engine's own word that no replica lags before the next (docs/operations/machines.md).
"""
