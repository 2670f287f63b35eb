module domicile.invalid/toolchain/parsers/spanner

go 1.25.11

require github.com/cloudspannerecosystem/memefish v0.8.1
