// What drift makes of the variables and events of CI systems. No system was asked: every row is `documented` (written from
// its documentation or source, as the row of host/providers says) or `recorded` (an environment that somebody published).
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DriftError } from '../../host/error.ts'
import { providerOf, providers, providersOf, type Environment, type Job } from '../../host/providers/index.ts'
import { driftRoot } from '../support/repository.ts'

const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string]
const zero = '0'.repeat(40)

interface Row {
  readonly title: string
  readonly from: `documented ${string}` | `recorded ${string}`
  readonly env: Environment
  readonly event?: unknown
  readonly is: Job | { readonly exit: 2 | 3; readonly says: RegExp }
}

const githubPull = { action: 'synchronize', number: 7, pull_request: { number: 7, commits: 3, user: { login: 'ada' }, base: { ref: 'main', sha: a, repo: {} }, head: { ref: 'work', sha: b, repo: {} } }, repository: { default_branch: 'main' } }
const giteaPull = { action: 'opened', number: 7, pull_request: { number: 7, user: { login: 'ada' }, merge_base: c, base: { label: 'main', ref: 'main', sha: a }, head: { label: 'work', ref: 'work', sha: b } }, repository: { default_branch: 'main' } }
const push = { ref: 'refs/heads/main', before: a, after: b, forced: false, created: false, deleted: false, repository: { default_branch: 'main' } }
const github = (name: string) => ({ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: '/event.json', GITHUB_SHA: c, GITHUB_REF: 'refs/pull/7/merge' })
const hooks = 'documented docs.github.com/en/webhooks/webhook-events-and-payloads, 2026-11'
const gitlab = { CI: 'true', GITLAB_CI: 'true', CI_DEFAULT_BRANCH: 'main', CI_PROJECT_ID: '1', CI_COMMIT_SHA: b }
const gitlabDocs = 'documented docs.gitlab.com/ci/variables/predefined_variables, 2026-11'
const recorded = 'recorded OndraM/ci-detector tests/phpt, 3ecbdd5, 2025-11-21'
const jenkins = { JENKINS_URL: 'https://ci.example/', BUILD_ID: '9' }
const pull = (source: string, more: object = {}): Job => ({ kind: 'pull', target: 'main', base: undefined, head: b, source, ...more }) as Job
const pushed = (source: string, more: object = {}): Job => ({ kind: 'push', branch: 'main', before: a, head: b, source, ...more }) as Job

const rows: readonly Row[] = [
  { title: 'GitHub: a pull request', from: hooks, env: { ...github('pull_request'), GITHUB_BASE_REF: 'main' }, event: githubPull, is: pull('GitHub pull_request #7: main to its head', { base: a, actor: 'ada', commits: 3, trunk: 'main' }) },
  { title: 'GitHub: the same with the secrets of the repository', from: hooks, env: github('pull_request_target'), event: githubPull, is: { exit: 2, says: /refuses to judge on pull_request_target/ } },
  { title: 'GitHub: a merge queue', from: hooks, env: { ...github('merge_group'), GITHUB_BASE_REF: '' }, event: { action: 'checks_requested', merge_group: { head_sha: b, head_ref: 'refs/heads/gh-readonly-queue/main/pr-7-a', base_sha: a, base_ref: 'refs/heads/main' }, repository: { default_branch: 'main' } }, is: { kind: 'queue', base: a, head: b, source: 'GitHub merge_group', trunk: 'main' } },
  { title: 'GitHub: a push', from: hooks, env: github('push'), event: push, is: pushed('GitHub push: refs/heads/main', { trunk: 'main' }) },
  { title: 'GitHub: a forced push', from: hooks, env: github('push'), event: { ...push, forced: true }, is: pushed('GitHub push: refs/heads/main', { trunk: 'main' }) },
  { title: 'GitHub: a new branch', from: hooks, env: github('push'), event: { ...push, ref: 'refs/heads/a/b', before: zero, created: true }, is: pushed('GitHub push: refs/heads/a/b', { branch: 'a/b', before: 'new', trunk: 'main' }) },
  { title: 'GitHub: a branch that is deleted', from: hooks, env: github('push'), event: { ...push, after: zero, deleted: true }, is: { exit: 2, says: /deletes a branch/ } },
  { title: 'GitHub: a tag', from: hooks, env: github('push'), event: { ...push, ref: 'refs/tags/v1', before: zero }, is: { exit: 2, says: /is of a tag/ } },
  { title: 'GitHub: a timer', from: hooks, env: github('schedule'), event: {}, is: { exit: 2, says: /the GitHub event "schedule"/ } },
  { title: 'GitHub: an event that says nothing', from: hooks, env: github('pull_request'), event: null, is: { exit: 3, says: /does not say which commits/ } },
  { title: 'GitHub: an id that is an option', from: hooks, env: github('push'), event: { ...push, after: '--upload-pack=x' }, is: { exit: 3, says: /does not say which commits/ } },
  { title: 'GitHub: a branch that is a refspec', from: hooks, env: github('pull_request'), event: { ...githubPull, pull_request: { ...githubPull.pull_request, base: { ref: 'x:refs/heads/main', sha: a } } }, is: { exit: 3, says: /does not name a branch/ } },
  { title: 'GitHub, on a machine of CodeBuild', from: hooks, env: { ...github('push'), CODEBUILD_BUILD_ID: 'x:1', CODEBUILD_WEBHOOK_EVENT: 'WORKFLOW_JOB_QUEUED' }, event: push, is: pushed('GitHub push: refs/heads/main', { trunk: 'main' }) },
  { title: 'Gitea: a pull request', from: 'documented go-gitea/gitea modules/structs/hook.go, 040cb8b', env: { ...github('pull_request'), GITEA_ACTIONS: 'true' }, event: giteaPull, is: pull('Gitea pull_request #7: main to its head', { base: a, actor: 'ada', trunk: 'main' }) },
  { title: 'Gitea: a push', from: 'documented go-gitea/gitea modules/structs/hook.go, 040cb8b', env: { ...github('push'), GITEA_ACTIONS: 'true' }, event: { ref: 'refs/heads/main', before: a, after: b, total_commits: 2, repository: { default_branch: 'main' } }, is: pushed('Gitea push: refs/heads/main', { trunk: 'main' }) },
  { title: 'Forgejo: a pull request', from: 'documented code.forgejo.org/forgejo/runner, 2026', env: { ...github('pull_request'), GITEA_ACTIONS: 'true', FORGEJO_ACTIONS: 'true' }, event: giteaPull, is: pull('Forgejo pull_request #7: main to its head', { base: a, actor: 'ada', trunk: 'main' }) },

  { title: 'GitLab: a merge request', from: gitlabDocs, env: { ...gitlab, CI_PIPELINE_SOURCE: 'merge_request_event', CI_MERGE_REQUEST_IID: '7', CI_MERGE_REQUEST_PROJECT_ID: '1', CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main', CI_MERGE_REQUEST_DIFF_BASE_SHA: a, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: '', CI_COMMIT_BEFORE_SHA: zero }, is: pull('GitLab merge request !7: main to its head', { base: a, trunk: 'main' }) },
  { title: 'GitLab: merged results', from: gitlabDocs, env: { ...gitlab, CI_COMMIT_SHA: c, CI_PIPELINE_SOURCE: 'merge_request_event', CI_MERGE_REQUEST_EVENT_TYPE: 'merged_result', CI_MERGE_REQUEST_IID: '7', CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main', CI_MERGE_REQUEST_DIFF_BASE_SHA: a, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: b, CI_MERGE_REQUEST_TARGET_BRANCH_SHA: a }, is: pull('GitLab merge request !7: main to its head', { base: a, trunk: 'main' }) },
  { title: 'GitLab: a child pipeline of a merge request', from: 'documented gitlab#386787', env: { ...gitlab, CI_PIPELINE_SOURCE: 'parent_pipeline', CI_MERGE_REQUEST_IID: '7', CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main' }, is: pull('GitLab merge request !7: main to its head', { trunk: 'main' }) },
  { title: "GitLab: a fork's own pipeline", from: gitlabDocs, env: { ...gitlab, CI_PIPELINE_SOURCE: 'merge_request_event', CI_MERGE_REQUEST_IID: '7', CI_MERGE_REQUEST_PROJECT_ID: '2', CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main' }, is: { exit: 3, says: /runs in a fork/ } },
  { title: 'GitLab: a push', from: gitlabDocs, env: { ...gitlab, CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'main', CI_COMMIT_BEFORE_SHA: a }, is: pushed('GitLab push: main', { trunk: 'main' }) },
  { title: 'GitLab: a new branch', from: gitlabDocs, env: { ...gitlab, CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'work', CI_COMMIT_BEFORE_SHA: zero }, is: pushed('GitLab push: work', { branch: 'work', before: 'new', trunk: 'main' }) },
  { title: 'GitLab: a tag', from: gitlabDocs, env: { ...gitlab, CI_PIPELINE_SOURCE: 'push', CI_COMMIT_TAG: 'v1' }, is: { exit: 2, says: /builds a tag/ } },
  ...['schedule', 'web', 'api', 'trigger', 'pipeline', 'external_pull_request_event'].map((kind): Row => ({ title: `GitLab: ${kind}`, from: gitlabDocs, env: { ...gitlab, CI_PIPELINE_SOURCE: kind, CI_COMMIT_BRANCH: 'main' }, is: { exit: 2, says: new RegExp(`CI_PIPELINE_SOURCE is ${kind}`) } })),

  { title: 'Jenkins: a pull request', from: 'documented jenkinsci/branch-api-plugin e73a56d, 2026-05-25', env: { ...jenkins, CHANGE_ID: '7', CHANGE_TARGET: 'main', CHANGE_AUTHOR: 'ada', BRANCH_NAME: 'PR-7', GIT_COMMIT: c }, is: pull('Jenkins pull request #7: main to what is checked out', { head: undefined, actor: 'ada' }) },
  { title: "Jenkins: a fork's pull request", from: 'documented jenkinsci/bitbucket-branch-source-plugin 8fdcfe1, 2026-08-22', env: { ...jenkins, CHANGE_ID: '7', CHANGE_TARGET: 'main', CHANGE_FORK: 'mallory' }, is: pull('Jenkins pull request #7: main to what is checked out', { head: undefined, remote: 'upstream' }) },
  { title: 'Jenkins: a branch', from: 'documented jenkinsci/git-plugin README add6e4d, 2026-08-10', env: { ...jenkins, BRANCH_NAME: 'main', GIT_COMMIT: b, GIT_PREVIOUS_SUCCESSFUL_COMMIT: a }, is: pushed('Jenkins push: main', { since: 'the last successful build' }) },
  { title: 'Jenkins: a job that is not multibranch', from: recorded, env: { ...jenkins, GIT_BRANCH: 'origin/branchname', GIT_COMMIT: b, GIT_PREVIOUS_COMMIT: a }, is: { exit: 2, says: /BRANCH_NAME is empty/ } },
  { title: 'Gerrit, which speaks through Jenkins', from: 'documented jenkinsci/gerrit-trigger-plugin 57096fe, 2026-06-24', env: { ...jenkins, GERRIT_PROJECT: 'x', GERRIT_EVENT_TYPE: 'patchset-created', GERRIT_BRANCH: 'main', GERRIT_CHANGE_NUMBER: '7', GERRIT_CHANGE_ID: 'I1', GERRIT_PATCHSET_REVISION: b, GERRIT_CHANGE_OWNER_USERNAME: 'ada' }, is: pull('Gerrit change 7: main to its head', { actor: 'ada' }) },
  { title: 'Gerrit: a branch moved', from: 'documented jenkinsci/gerrit-trigger-plugin 57096fe, 2026-06-24', env: { ...jenkins, GERRIT_PROJECT: 'x', GERRIT_EVENT_TYPE: 'ref-updated', GERRIT_REFNAME: 'refs/heads/main', GERRIT_OLDREV: a, GERRIT_NEWREV: b }, is: pushed('Gerrit push: main') },
  { title: 'Bitbucket: a pull request, with short ids', from: recorded, env: { CI: 'true', BITBUCKET_BUILD_NUMBER: '4', BITBUCKET_BRANCH: 'feature/bitbucket', BITBUCKET_COMMIT: '8d081548cabb', BITBUCKET_PR_DESTINATION_BRANCH: 'main', BITBUCKET_PR_DESTINATION_COMMIT: '88a27cd7f221', BITBUCKET_PR_ID: '2' }, is: pull('Bitbucket pull request #2: main to its head', { base: '88a27cd7f221', head: '8d081548cabb' }) },
  { title: 'Bitbucket: a branch', from: 'documented support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets, 2026', env: { CI: 'true', BITBUCKET_BUILD_NUMBER: '4', BITBUCKET_BRANCH: 'main', BITBUCKET_COMMIT: b }, is: pushed('Bitbucket push: main', { before: undefined }) },
  { title: 'CircleCI: a branch', from: 'documented circleci.com/docs/reference/variables, 2026-09-29', env: { CI: 'true', CIRCLECI: 'true', CIRCLE_BRANCH: 'work', CIRCLE_SHA1: b, CIRCLE_PULL_REQUEST: 'https://github.com/x/y/pull/7' }, is: pushed('CircleCI push: work', { branch: 'work', before: undefined }) },
  { title: 'CircleCI: a tag', from: 'documented circleci.com/docs/reference/variables, 2026-09-29', env: { CI: 'true', CIRCLECI: 'true', CIRCLE_TAG: 'v1', CIRCLE_SHA1: b }, is: { exit: 2, says: /builds a tag/ } },
  { title: 'Buildkite: a pull request', from: 'documented buildkite/docs 35cf029, 2026-08-21', env: { CI: 'true', BUILDKITE: 'true', BUILDKITE_PULL_REQUEST: '7', BUILDKITE_PULL_REQUEST_BASE_BRANCH: 'main', BUILDKITE_BRANCH: 'work', BUILDKITE_COMMIT: b, BUILDKITE_PIPELINE_DEFAULT_BRANCH: 'main', BUILDKITE_TAG: '' }, is: pull('Buildkite pull request #7: main to its head', { trunk: 'main' }) },
  { title: 'Buildkite: no pull request, and a commit by name', from: 'documented buildkite/docs 35cf029, 2026-08-21', env: { CI: 'true', BUILDKITE: 'true', BUILDKITE_PULL_REQUEST: 'false', BUILDKITE_BRANCH: 'work', BUILDKITE_COMMIT: 'HEAD' }, is: pushed('Buildkite push: work', { branch: 'work', before: undefined, head: undefined }) },
  { title: 'Buildkite: a merge queue', from: 'documented buildkite/docs 35cf029, 2026-08-21', env: { CI: 'true', BUILDKITE: 'true', BUILDKITE_PULL_REQUEST: 'false', BUILDKITE_MERGE_QUEUE_BASE_BRANCH: 'main', BUILDKITE_MERGE_QUEUE_BASE_COMMIT: a, BUILDKITE_COMMIT: b }, is: { kind: 'queue', base: a, head: b, source: 'Buildkite merge queue' } },
  { title: 'Azure Pipelines: a pull request of GitHub', from: recorded, env: { TF_BUILD: 'True', BUILD_REASON: 'PullRequest', BUILD_SOURCEBRANCH: 'refs/pull/89/merge', BUILD_SOURCEVERSION: c, SYSTEM_PULLREQUEST_PULLREQUESTID: '540266026', SYSTEM_PULLREQUEST_SOURCECOMMITID: b, SYSTEM_PULLREQUEST_TARGETBRANCH: 'main' }, is: pull('Azure Pipelines pull request #540266026: main to its head') },
  { title: 'Azure Pipelines: a pull request of Azure Repos', from: 'documented MicrosoftDocs/azure-devops-docs variables-hosted.md, 08132ed', env: { TF_BUILD: 'True', BUILD_REASON: 'PullRequest', SYSTEM_PULLREQUEST_PULLREQUESTID: '7', SYSTEM_PULLREQUEST_SOURCECOMMITID: b, SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main' }, is: pull('Azure Pipelines pull request #7: main to its head') },
  { title: 'Azure Pipelines: a push', from: recorded, env: { TF_BUILD: 'True', BUILD_REASON: 'IndividualCI', BUILD_SOURCEBRANCH: 'refs/heads/main', BUILD_SOURCEVERSION: b, SYSTEM_PULLREQUEST_ISFORK: 'False' }, is: pushed('Azure Pipelines push: main', { before: undefined }) },
  { title: 'Azure Pipelines: a tag', from: 'documented MicrosoftDocs/azure-devops-docs variables-hosted.md, 08132ed', env: { TF_BUILD: 'True', BUILD_REASON: 'IndividualCI', BUILD_SOURCEBRANCH: 'refs/tags/v1', BUILD_SOURCEVERSION: b }, is: { exit: 2, says: /refs\/tags\/v1, which is no branch/ } },
  { title: 'Azure Pipelines: a timer', from: 'documented MicrosoftDocs/azure-devops-docs variables-hosted.md, 08132ed', env: { TF_BUILD: 'True', BUILD_REASON: 'Schedule', BUILD_SOURCEBRANCH: 'refs/heads/main' }, is: { exit: 2, says: /BUILD_REASON is Schedule/ } },
  { title: 'Travis CI: a pull request', from: recorded, env: { CI: 'true', TRAVIS: 'true', TRAVIS_BRANCH: 'main', TRAVIS_COMMIT: c, TRAVIS_COMMIT_RANGE: `${a}...${b}`, TRAVIS_EVENT_TYPE: 'pull_request', TRAVIS_PULL_REQUEST: '90', TRAVIS_PULL_REQUEST_BRANCH: 'feature/pr-branch', TRAVIS_PULL_REQUEST_SHA: b }, is: pull('Travis CI pull request #90: main to its head') },
  { title: 'Travis CI: a push', from: 'documented travis-ci/docs-travis-ci-com 224f072, 2025-11-18', env: { CI: 'true', TRAVIS: 'true', TRAVIS_BRANCH: 'main', TRAVIS_COMMIT: b, TRAVIS_COMMIT_RANGE: `${a}...${b}`, TRAVIS_EVENT_TYPE: 'push', TRAVIS_PULL_REQUEST: 'false', TRAVIS_PULL_REQUEST_SHA: '' }, is: pushed('Travis CI push: main') },
  { title: 'Travis CI: a timer', from: recorded, env: { CI: 'true', TRAVIS: 'true', TRAVIS_BRANCH: 'test-travis-branch', TRAVIS_COMMIT: b, TRAVIS_COMMIT_RANGE: `${a}...${b}`, TRAVIS_EVENT_TYPE: 'cron', TRAVIS_PULL_REQUEST: 'false' }, is: { exit: 2, says: /TRAVIS_EVENT_TYPE is cron/ } },
  { title: 'Woodpecker: a pull request', from: 'documented woodpecker-ci/woodpecker a4cb541, 2026-08-22', env: { CI: 'woodpecker', CI_PIPELINE_EVENT: 'pull_request', CI_COMMIT_SHA: b, CI_COMMIT_BRANCH: 'main', CI_COMMIT_TARGET_BRANCH: 'main', CI_COMMIT_SOURCE_BRANCH: 'work', CI_COMMIT_PULL_REQUEST: '7', CI_REPO_DEFAULT_BRANCH: 'main' }, is: pull('Woodpecker pull request #7: main to its head', { trunk: 'main' }) },
  { title: 'Woodpecker: a push, whose previous pipeline is not what the branch was', from: 'documented woodpecker-ci/woodpecker a4cb541, 2026-08-22', env: { CI: 'woodpecker', CI_PIPELINE_EVENT: 'push', CI_COMMIT_SHA: b, CI_COMMIT_BRANCH: 'main', CI_PREV_COMMIT_SHA: a }, is: pushed('Woodpecker push: main', { before: undefined }) },
  { title: 'Woodpecker: a pull request that was closed', from: 'documented woodpecker-ci/woodpecker a4cb541, 2026-08-22', env: { CI: 'woodpecker', CI_PIPELINE_EVENT: 'pull_request_closed', CI_COMMIT_SHA: b }, is: { exit: 2, says: /CI_PIPELINE_EVENT is pull_request_closed/ } },
  { title: 'Drone: a pull request', from: 'documented drone/docs d89a395, 2026-04-27', env: { CI: 'true', DRONE: 'true', DRONE_BUILD_EVENT: 'pull_request', DRONE_PULL_REQUEST: '42', DRONE_TARGET_BRANCH: 'main', DRONE_SOURCE_BRANCH: 'work', DRONE_COMMIT_SHA: b, DRONE_COMMIT_REF: 'refs/pull/42/head', DRONE_REPO_BRANCH: 'main' }, is: pull('Drone pull request #42: main to its head', { trunk: 'main' }) },
  { title: 'Drone: a push', from: 'documented drone/docs d89a395, 2026-04-27', env: { CI: 'true', DRONE: 'true', DRONE_BUILD_EVENT: 'push', DRONE_BRANCH: 'main', DRONE_COMMIT_SHA: b, DRONE_COMMIT_BEFORE: a, DRONE_COMMIT_AFTER: b }, is: pushed('Drone push: main') },
  { title: 'Drone: a promotion', from: 'documented drone/docs d89a395, 2026-04-27', env: { CI: 'true', DRONE: 'true', DRONE_BUILD_EVENT: 'promote' }, is: { exit: 2, says: /DRONE_BUILD_EVENT is promote/ } },
  { title: 'AppVeyor: a pull request', from: recorded, env: { CI: 'True', APPVEYOR: 'True', APPVEYOR_PULL_REQUEST_HEAD_COMMIT: b, APPVEYOR_PULL_REQUEST_NUMBER: '42', APPVEYOR_REPO_BRANCH: 'main', APPVEYOR_REPO_COMMIT: c, APPVEYOR_REPO_TAG: 'false' }, is: pull('AppVeyor pull request #42: main to its head') },
  { title: 'AppVeyor: a push', from: recorded, env: { CI: 'True', APPVEYOR: 'True', APPVEYOR_REPO_BRANCH: 'branchname', APPVEYOR_REPO_COMMIT: b, APPVEYOR_REPO_TAG: 'false' }, is: pushed('AppVeyor push: branchname', { branch: 'branchname', before: undefined }) },
  { title: 'Cirrus CI: a pull request', from: 'documented cirruslabs/cirrus-ci-docs 9a175e1, 2025-06-16', env: { CI: 'true', CIRRUS_CI: 'true', CIRRUS_PR: '239', CIRRUS_BASE_BRANCH: 'main', CIRRUS_BASE_SHA: a, CIRRUS_BRANCH: 'pull/239', CIRRUS_CHANGE_IN_REPO: b, CIRRUS_DEFAULT_BRANCH: 'main' }, is: pull('Cirrus CI pull request #239: main to its head', { base: a, trunk: 'main' }) },
  { title: 'Cirrus CI: a push', from: 'documented cirruslabs/cirrus-ci-docs 9a175e1, 2025-06-16', env: { CI: 'true', CIRRUS_CI: 'true', CIRRUS_BRANCH: 'main', CIRRUS_CHANGE_IN_REPO: b, CIRRUS_LAST_GREEN_CHANGE: a }, is: pushed('Cirrus CI push: main', { since: 'the last green build' }) },
  { title: 'Semaphore: a pull request', from: 'documented semaphoreci/docs 8a05039, 2024-10-18', env: { CI: 'true', SEMAPHORE: 'true', SEMAPHORE_GIT_REF_TYPE: 'pull-request', SEMAPHORE_GIT_BRANCH: 'main', SEMAPHORE_GIT_PR_BRANCH: 'work', SEMAPHORE_GIT_PR_SHA: b, SEMAPHORE_GIT_SHA: c, SEMAPHORE_GIT_PR_NUMBER: '7' }, is: pull('Semaphore pull request #7: main to its head') },
  { title: 'Semaphore: a push', from: 'documented semaphoreci/docs 8a05039, 2024-10-18', env: { CI: 'true', SEMAPHORE: 'true', SEMAPHORE_GIT_REF_TYPE: 'branch', SEMAPHORE_GIT_BRANCH: 'main', SEMAPHORE_GIT_SHA: b, SEMAPHORE_GIT_COMMIT_RANGE: `${a}...${b}` }, is: pushed('Semaphore push: main') },
  { title: 'CodeBuild: a pull request', from: recorded, env: { CODEBUILD_CI: 'true', CODEBUILD_BUILD_ID: 'x:1', CODEBUILD_WEBHOOK_EVENT: 'PULL_REQUEST_CREATED', CODEBUILD_WEBHOOK_BASE_REF: 'refs/heads/main', CODEBUILD_WEBHOOK_HEAD_REF: 'refs/heads/test/pr-branch', CODEBUILD_RESOLVED_SOURCE_VERSION: b, CODEBUILD_SOURCE_VERSION: 'pr/1486', CODEBUILD_WEBHOOK_TRIGGER: 'pr/1486', CODEBUILD_WEBHOOK_PREV_COMMIT: '' }, is: pull('AWS CodeBuild pr/1486: main to its head') },
  { title: 'CodeBuild: a push', from: 'recorded mocaberos/codebuild README, 2021', env: { CODEBUILD_BUILD_ID: 'x:1', CODEBUILD_WEBHOOK_EVENT: 'PUSH', CODEBUILD_WEBHOOK_HEAD_REF: 'refs/heads/main', CODEBUILD_RESOLVED_SOURCE_VERSION: b, CODEBUILD_WEBHOOK_PREV_COMMIT: a, CODEBUILD_WEBHOOK_TRIGGER: 'branch/main' }, is: pushed('AWS CodeBuild push: main') },
  { title: 'CodeBuild: a new branch', from: 'recorded mocaberos/codebuild README, 2021', env: { CODEBUILD_BUILD_ID: 'x:1', CODEBUILD_WEBHOOK_EVENT: 'PUSH', CODEBUILD_WEBHOOK_HEAD_REF: 'refs/heads/test', CODEBUILD_RESOLVED_SOURCE_VERSION: b, CODEBUILD_WEBHOOK_PREV_COMMIT: zero }, is: pushed('AWS CodeBuild push: test', { branch: 'test', before: 'new' }) },
  { title: 'CodeBuild: a release', from: 'recorded mocaberos/codebuild README, 2021', env: { CODEBUILD_BUILD_ID: 'x:1', CODEBUILD_WEBHOOK_EVENT: 'PUSH', CODEBUILD_WEBHOOK_HEAD_REF: 'refs/tags/0.0.1', CODEBUILD_RESOLVED_SOURCE_VERSION: b, CODEBUILD_WEBHOOK_PREV_COMMIT: zero }, is: { exit: 2, says: /refs\/tags\/0\.0\.1, which is no branch/ } },
  { title: 'TeamCity', from: recorded, env: { TEAMCITY_VERSION: '10.0 (build 42002)', BUILD_VCS_NUMBER: b }, is: pushed('TeamCity build', { branch: undefined, before: undefined }) },
]

for (const { title, from, env, event, is } of rows) {
  test(`${title} (${from.split(' ')[0]})`, () => {
    const read = () => providerOf(env)!.job(env, (path) => { assert.is(path, '/event.json'); return event })
    if ('kind' in is) { assert.equal(read(), is); return }
    try { read(); assert.unreachable() } catch (error) {
      assert.ok(error instanceof DriftError, String(error))
      assert.is(error.exit, is.exit)
      assert.match(error.message, is.says)
      assert.ok(error.fix)
    }
  })
}

test('every system has a row for a pull request or a build, and only rows that name where they are from', () => {
  for (const provider of providers) assert.ok(rows.some(({ env, is }) => 'kind' in is && providersOf(env)[0] === provider), provider.name)
  for (const { title, from } of rows) assert.match(from, /^(documented|recorded) \S+/, title)
})

test('no variable of a system is anything but a name, and each says where it was looked up', () => {
  for (const { name, docs, full } of providers) {
    assert.match(docs.mark, /^`[A-Z_]+`$/, name)
    assert.ok(docs.source.length > 10 && full.length > 5, name)
  }
  assert.is(new Set(providers.map(({ name }) => name)).size, providers.length)
  for (const { over } of providers) for (const other of over) assert.ok(providers.some(({ name }) => name === other), other)
})

test('outside of CI there is none; CI that nobody knows is an error, CI that is switched off is not', () => {
  assert.is(providerOf({}), undefined)
  for (const off of ['', 'false', '0']) assert.is(providerOf({ CI: off }), undefined)
  for (const on of ['true', '1', 'yes', 'codeship']) assert.throws(() => providerOf({ CI: on }), /does not know this CI system/)
  assert.is(providerOf({ GITHUB_ACTIONS: 'false' }), undefined)
})

test('two systems at once, of which neither stands on the other', () => {
  assert.throws(() => providerOf({ GITHUB_ACTIONS: 'true', JENKINS_URL: 'x' }), /marks of GitHub Actions \(GITHUB_ACTIONS\) and of Jenkins \(JENKINS_URL\)/)
  assert.equal(providersOf({ JENKINS_URL: 'x', GERRIT_PROJECT: 'y' }).map(({ name }) => name), ['Gerrit'])
  assert.equal(providersOf({ CI: 'woodpecker', DRONE: 'true' }).map(({ name }) => name), ['Woodpecker'])
})

test('the page on CI shows all of them', () => {
  const page = readFileSync(join(driftRoot, 'docs', 'ci.md'), 'utf8')
  for (const { name, full } of providers) assert.ok(page.includes(`| ${name} |`) && page.includes(full.replaceAll('|', '\\|')), name)
})

test.run()
