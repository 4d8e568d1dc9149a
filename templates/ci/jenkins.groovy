// Written by drift init --ci jenkins. For a multibranch pipeline; the agents need Node.js 20.19 or newer.
// drift is fetched at this exact version and run outside of the checkout: nothing of the change decides how it is judged.
pipeline {
  agent any
  stages {
    stage('drift') {
      when { changeRequest() }
      steps {
        sh 'cd "$(mktemp -d)" && npx --yes git-drift@{{version}} ci -C "$OLDPWD"'
      }
    }
  }
}
