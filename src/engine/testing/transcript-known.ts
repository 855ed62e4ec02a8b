// Where our kubectl answers differently from the recorded one although nothing is wrong, or is not there yet: session by session,
// command by command, each with its reason. Every other command has to be answered as recorded.

/** Commands that are answered differently, and why. */
export const known: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '01-first-steps': {
    'kubectl get pods -A': 'other experiments ran in the recorded cluster',
    'kubectl get ns': 'other experiments ran in the recorded cluster',
    'kubectl get pods': 'a moment after a deletion',
  },
  '02-errors': {
    'kubectl auth can-i list pods': 'access reviews are not there yet',
  },
  '03-rollouts': {
    'kubectl get rs --sort-by=.metadata.creationTimestamp': 'the hash of a restarted template depends on the time',
    'kubectl autoscale deployment/web --min=2 --max=5 --cpu=80%': 'autoscalers are not there yet',
    'kubectl get hpa': 'autoscalers are not there yet',
    'kubectl get rs,pods': 'the hash of a restarted template depends on the time',
    'kubectl delete rs --all': 'the hash of a restarted template depends on the time',
  },
  '05-trouble': {
    'kubectl describe pod crash': 'the recorded nodes had the image already',
    'kubectl describe pod once': 'the recorded nodes had the image already',
    'kubectl describe pod greedy': 'recorded with a second attempt at once',
    'kubectl get pod crash -o yaml': 'the recorded machine reported a limit of memory that nobody had set',
    'kubectl get pods': 'how far the back-off is after 45 s',
    'kubectl get pods -o wide': 'how far the back-off is after 45 s',
    'kubectl logs crash': 'the recorded container runtime had lost its log files',
    'kubectl logs crash --previous': 'the recorded container runtime had lost its log files',
    'kubectl get events --field-selector type=Warning --sort-by=.metadata.name':
      'recorded with a second attempt at once',
  },
  '06-nodes': {
    'kubectl describe node node-3': 'the pods of other experiments, and an annotation of the ttl controller',
    'kubectl api-versions': 'only what is simulated',
    'kubectl api-resources': 'only what is simulated',
    'kubectl get componentstatuses': 'only what is simulated',
    'kubectl config get-contexts': 'the recorded context has another name',
    'kubectl config current-context': 'the recorded context has another name',
    'kubectl get --raw /version': 'built by other people',
  },
};
