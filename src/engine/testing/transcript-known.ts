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
    'kubectl get rs,pods': 'the hash of a restarted template depends on the time',
    'kubectl delete rs --all': 'the hash of a restarted template depends on the time',
  },
  '04-services-and-config': {
    'kubectl create job hello --image=busybox:1.36 -- echo hi': 'Jobs are not there yet',
    'kubectl get jobs': 'Jobs are not there yet',
    'kubectl logs job/hello': 'Jobs are not there yet',
    'kubectl describe job hello': 'Jobs are not there yet',
    "kubectl create cronjob tick --image=busybox:1.36 --schedule='*/5 * * * *' -- date": 'CronJobs are not there yet',
    'kubectl get cronjobs': 'CronJobs are not there yet',
    'kubectl create quota q --hard=pods=2': 'ResourceQuotas are not there yet',
    'kubectl get quota': 'ResourceQuotas are not there yet',
    'kubectl describe quota q': 'ResourceQuotas are not there yet',
    'kubectl create role r --verb=get,list --resource=pods': 'Roles are not there yet',
    'kubectl create rolebinding rb --role=r --serviceaccount=svc:bot': 'Roles are not there yet',
    'kubectl auth can-i list pods --as=system:serviceaccount:svc:bot': 'access reviews are not there yet',
    'kubectl auth can-i delete pods --as=system:serviceaccount:svc:bot': 'access reviews are not there yet',
    'kubectl auth can-i --list --as=system:serviceaccount:svc:bot': 'access reviews are not there yet',
    'kubectl describe role r': 'Roles are not there yet',
    'kubectl describe rolebinding rb': 'Roles are not there yet',
    'kubectl get all': 'Jobs are not there yet',
  },
  '05-trouble': {
    'kubectl describe pod greedy': 'recorded with a second attempt at once',
    'kubectl get pod crash -o yaml': 'the recorded machine reported a limit of memory that nobody had set',
    'kubectl get pods': 'how far the back-off is after 45 s',
    'kubectl get pods -o wide': 'how far the back-off is after 45 s',
    'kubectl logs crash': 'the recorded container runtime had lost its log files',
    'kubectl logs crash --previous': 'the recorded container runtime had lost its log files',
    'kubectl get events --field-selector type=Warning --sort-by=.metadata.name':
      'recorded with a second attempt at once',
  },
  '07-autoscaling': {
    'kubectl top': 'help in our own sentences',
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
