// Reads Spanner DDL (GoogleSQL) from standard input with memefish, and writes what it understood as JSON:
// a list with one entry a statement, or {"error": ...} and exit code 1.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/cloudspannerecosystem/memefish"
	"github.com/cloudspannerecosystem/memefish/ast"
)

// statement is what of a statement decides where rows are, and how long they stay.
type statement struct {
	Tag     string            `json:"tag"`
	SQL     string            `json:"sql"`
	Name    string            `json:"name,omitempty"`
	Options map[string]string `json:"options,omitempty"`
	Expires string            `json:"expires,omitempty"`
}

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		refuse(err)
	}
	parsed, err := memefish.ParseDDLs("stdin", string(text))
	if err != nil {
		refuse(err)
	}
	found := make([]statement, 0, len(parsed))
	for _, one := range parsed {
		said := statement{Tag: strings.TrimPrefix(fmt.Sprintf("%T", one), "*ast."), SQL: one.SQL()}
		describe(one, &said)
		found = append(found, said)
	}
	write(found)
}

func describe(ddl ast.DDL, said *statement) {
	switch node := ddl.(type) {
	case *ast.AlterDatabase:
		said.Name, said.Options = node.Name.Name, map[string]string{}
		for _, record := range node.Options.Records {
			value := record.Value.SQL()
			if text, ok := record.Value.(*ast.StringLiteral); ok {
				value = text.Value
			}
			said.Options[record.Name.Name] = value
		}
	case *ast.CreateTable:
		said.Name = node.Name.SQL()
		if node.RowDeletionPolicy != nil {
			said.Expires = node.RowDeletionPolicy.RowDeletionPolicy.SQL()
		}
	}
}

func refuse(err error) {
	write(map[string]string{"error": err.Error()})
	os.Exit(1)
}

func write(found any) {
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
