import Application

ProcessSetup.prepare()
fledgeProgram().main()
