-- What the fleet's nights say, from `msixray scan --out-dir results`. DuckDB reads the folders as they are.
WITH hosts AS (
  SELECT host, date, unnest(findings) AS finding
  FROM read_json('results/*/*.ndjson', format = 'newline_delimited', hive_partitioning = true,
                 columns = { host: 'VARCHAR',
                             findings: 'STRUCT(rule VARCHAR, severity VARCHAR, device VARCHAR)[]' })
)
SELECT date::DATE AS night, finding.rule AS rule, finding.severity AS severity,
       count(*) AS findings, count(DISTINCT host) AS hosts
FROM hosts
GROUP BY ALL
ORDER BY night DESC, findings DESC, rule;
