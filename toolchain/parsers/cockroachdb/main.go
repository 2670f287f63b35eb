// Reads SQL from standard input with CockroachDB's own parser, and writes what it understood as JSON:
// a list with one entry a statement, or {"error": ...} and exit code 1.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/cockroachdb/cockroachdb-parser/pkg/sql/parser"
	"github.com/cockroachdb/cockroachdb-parser/pkg/sql/sem/tree"
)

// statement is what of a statement decides where rows are. Empty fields are left out.
type statement struct {
	Tag               string            `json:"tag"`
	Kind              string            `json:"kind"`
	SQL               string            `json:"sql"`
	Name              string            `json:"name,omitempty"`
	Primary           string            `json:"primary,omitempty"`
	Secondary         string            `json:"secondary,omitempty"`
	Regions           []string          `json:"regions,omitempty"`
	Survives          string            `json:"survives,omitempty"`
	Restricted        bool              `json:"restricted,omitempty"`
	SuperRegion       string            `json:"super_region,omitempty"`
	Level             string            `json:"level,omitempty"`
	Region            string            `json:"region,omitempty"`
	Sharded           []string          `json:"sharded,omitempty"`
	Settings          map[string]string `json:"settings,omitempty"`
	ExecutionLocality string            `json:"execution_locality,omitempty"`
	To                []string          `json:"to,omitempty"`
}

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		refuse(err)
	}
	parsed, err := parser.Parse(string(text))
	if err != nil {
		refuse(err)
	}
	found := make([]statement, 0, len(parsed))
	for _, one := range parsed {
		kind := strings.TrimPrefix(fmt.Sprintf("%T", one.AST), "*tree.")
		said := statement{Tag: one.AST.StatementTag(), Kind: kind, SQL: tree.AsString(one.AST)}
		describe(one.AST, &said)
		found = append(found, said)
	}
	write(found)
}

func describe(ast tree.Statement, said *statement) {
	switch node := ast.(type) {
	case *tree.CreateDatabase:
		said.Name, said.Primary = string(node.Name), string(node.PrimaryRegion)
		said.Secondary, said.Regions = string(node.SecondaryRegion), names(node.Regions)
		said.Survives = survival(node.SurvivalGoal)
		said.Restricted = node.Placement == tree.DataPlacementRestricted
	case *tree.AlterDatabaseAddRegion:
		said.Name, said.Regions = string(node.Name), []string{string(node.Region)}
	case *tree.AlterDatabaseDropRegion:
		said.Name, said.Regions = string(node.Name), []string{string(node.Region)}
	case *tree.AlterDatabasePrimaryRegion:
		said.Name, said.Primary = string(node.Name), string(node.PrimaryRegion)
	case *tree.AlterDatabaseSecondaryRegion:
		said.Name, said.Secondary = string(node.DatabaseName), string(node.SecondaryRegion)
	case *tree.AlterDatabaseSurvivalGoal:
		said.Name, said.Survives = string(node.Name), survival(node.SurvivalGoal)
	case *tree.AlterDatabasePlacement:
		said.Name, said.Restricted = string(node.Name), node.Placement == tree.DataPlacementRestricted
	case *tree.AlterDatabaseAddSuperRegion:
		said.Name, said.SuperRegion = string(node.DatabaseName), string(node.SuperRegionName)
		said.Regions = names(node.Regions)
	case *tree.CreateTable:
		said.Name = node.Table.Table()
		locality(node.Locality, said)
		for _, definition := range node.Defs {
			switch index := definition.(type) {
			case *tree.IndexTableDef:
				said.Sharded = append(said.Sharded, sharded(index.Sharded, index.Columns)...)
			case *tree.UniqueConstraintTableDef:
				said.Sharded = append(said.Sharded, sharded(index.Sharded, index.Columns)...)
			}
		}
	case *tree.CreateIndex:
		said.Name, said.Sharded = node.Table.Table(), sharded(node.Sharded, node.Columns)
	case *tree.AlterTableLocality:
		said.Name = node.Name.Parts[0]
		locality(node.Locality, said)
	case *tree.SetZoneConfig:
		said.Name, said.Settings = tree.AsString(&node.ZoneSpecifier), map[string]string{}
		for _, option := range node.Options {
			said.Settings[string(option.Key)] = value(option.Value)
		}
	case *tree.SetClusterSetting:
		said.Settings = map[string]string{node.Name: value(node.Value)}
	case *tree.Backup:
		said.ExecutionLocality = value(node.Options.ExecutionLocality)
		for _, uri := range node.To {
			said.To = append(said.To, value(uri))
		}
	case *tree.ScheduledBackup:
		said.Name = value(node.ScheduleLabelSpec.Label)
		said.ExecutionLocality = value(node.BackupOptions.ExecutionLocality)
		for _, uri := range node.To {
			said.To = append(said.To, value(uri))
		}
	}
}

func locality(given *tree.Locality, said *statement) {
	if given == nil {
		return
	}
	switch given.LocalityLevel {
	case tree.LocalityLevelGlobal:
		said.Level = "global"
	case tree.LocalityLevelTable:
		said.Level, said.Region = "table", string(given.TableRegion)
	case tree.LocalityLevelRow:
		said.Level = "row"
	}
}

// sharded lists the columns of a hash-sharded index.
func sharded(definition *tree.ShardedIndexDef, columns tree.IndexElemList) []string {
	if definition == nil {
		return nil
	}
	found := make([]string, 0, len(columns))
	for _, column := range columns {
		found = append(found, string(column.Column))
	}
	return found
}

func survival(goal tree.SurvivalGoal) string {
	switch goal {
	case tree.SurvivalGoalRegionFailure:
		return "region"
	case tree.SurvivalGoalZoneFailure:
		return "zone"
	}
	return ""
}

func names(list []tree.Name) []string {
	found := make([]string, 0, len(list))
	for _, name := range list {
		found = append(found, string(name))
	}
	return found
}

func value(expression tree.Expr) string {
	switch node := expression.(type) {
	case nil:
		return ""
	case *tree.StrVal:
		return node.RawString()
	}
	return tree.AsString(expression)
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
