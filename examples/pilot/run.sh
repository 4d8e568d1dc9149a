#!/bin/sh
# A pilot of drift: a real repository in a new folder, a real run of a plan, three planted drifts, and what `drift finish` says.
#   sh run.sh [folder]     the folder to make; one for temporary files unless told. It is kept, to look at.
# It needs git and drift on PATH, and no network. It ends with 0 where finish found drift, as it must.
set -eu

folder=${1:-$(mktemp -d)}
mkdir -p "$folder"
cd "$folder"
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.com GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.com

echo "# A shop with a login, in $folder"
git init -q -b main .
mkdir -p src/auth test db
echo 'export const attempts = () => 0' > src/auth/attempts.js
echo 'import "../src/auth/attempts.js"' > test/attempts.test.js
echo 'create table users (id int);' > db/schema.sql
git add . && git commit -q -m 'A shop with a login'
drift init --yes > init.log 2>&1 || { cat init.log; exit 2; }
rm init.log

echo '# What is asked for: one plan, two planned commits, one gate; approved by a person'
drift plan new 'Limit login attempts' --id limit-logins --domain auth --allow 'src/auth/**' --allow 'test/**' \
  --unit 'count attempts=src/auth/attempts.js,db/**' --unit 'refuse the sixth=src/auth/refuse.js,test/**' --gate 'node --test' 2> plan.log > /dev/null || { cat plan.log; exit 2; }
rm plan.log
drift approve limit-logins --yes
git switch -q -c limit-logins
drift start limit-logins

echo '# The work, and the first drift: db/schema.sql is changed along the way (the hook would have said no, hence --no-verify)'
echo 'export const attempts = (name) => counts[name] ?? 0; const counts = {}' > src/auth/attempts.js
echo 'alter table users add attempts int;' >> db/schema.sql
git commit -q --no-verify -am 'feat: count attempts' -m 'Plan-Id: limit-logins
Plan-Unit: count-attempts'
echo 'export const refuse = (attempts) => attempts > 5' > src/auth/refuse.js
echo 'import "../src/auth/refuse.js"' >> test/attempts.test.js
git add . && git commit -q -m 'feat: refuse the sixth attempt'

echo '# The second drift: a commit of no plan'
printf 'export const one = 1\n%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 > src/auth/colours.js
git add . && git commit -q --no-verify -m 'feat: colours for the button'

echo '# The third drift: the gate (node --test) is not run. The run ends:'
code=0
drift finish --out report || code=$?
drift report limit-logins --format html --output report/report.html
echo "# drift finish ended with $code. The whole report: $folder/report/report.html"
[ "$code" -eq 1 ]
